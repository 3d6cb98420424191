import { floatToInt16 } from '../../audio/pcm.ts'
import { encodeWav } from '../../audio/wav.ts'
import { CAPTURE_SAMPLE_RATE_HZ } from '../../contract/audio.ts'
import { wrongAnswer } from './client-errors.ts'
import type { Connections } from './connections.ts'

export interface Transcriber {
  /**
   * @param samples16k mono, ±1, 16 kHz
   * @param options.draft the transcript of an earlier part: makes the embedded engine quicker, never changes its answer
   * @throws UnderstudyError
   */
  transcribe(samples16k: Float32Array, options?: { draft?: string; signal?: AbortSignal }): Promise<{ text: string }>
}

/** Nobody speaks as fast; one that sends more has not listened. */
const LONGEST_TRANSCRIPT = { characters: 400, charactersPerS: 60 }

export class TranscriptionClient implements Transcriber {
  constructor(private readonly connections: Connections) {}

  transcribe(samples16k: Float32Array, options: { draft?: string; signal?: AbortSignal } = {}): Promise<{ text: string }> {
    return this.connections.guardOne('transcription', options.signal, async (context) => {
      const { client, endpoint, signal } = context
      const wav = encodeWav(floatToInt16(samples16k), CAPTURE_SAMPLE_RATE_HZ)
      const answer: unknown = await client.audio.transcriptions.create(
        {
          file: new File([wav as Uint8Array<ArrayBuffer>], 'speech.wav', { type: 'audio/wav' }),
          model: endpoint.model,
          response_format: 'json',
          // Elsewhere a prompt is what was said before, and a model given the same words twice leaves them out.
          ...(endpoint.embedded && options.draft ? { prompt: options.draft } : {}),
        },
        { signal },
      )
      const text = (answer as { text?: unknown } | null)?.text
      if (typeof text !== 'string') throw wrongAnswer(context, 'answered without a transcript')
      const seconds = samples16k.length / CAPTURE_SAMPLE_RATE_HZ
      if (text.length > LONGEST_TRANSCRIPT.characters + seconds * LONGEST_TRANSCRIPT.charactersPerS) throw wrongAnswer(context, 'answered with far more words than can have been said')
      return { text: text.trim() }
    })
  }
}
