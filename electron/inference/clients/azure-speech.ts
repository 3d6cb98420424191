import { AZURE_RATE_HZ, azureName, AzureVoice, type SpokenPart } from '../../animation/providers/azure/azure-voice.ts'
import type { TimedCoefficients } from '../../animation/providers/azure/blend-shapes.ts'
import type { Disposable } from '../../base/disposable.ts'
import { UnderstudyError } from '../../contract/errors.ts'
import type { ResolvedEndpoint } from './roles.ts'
import type { SpeechChunk } from './speech-client.ts'

/** Sound waits so long for word whether the voice has a face. */
const UNDECIDED_S = 1

/** The speech role at Azure: sound, and where the voice has a face, the frames that belong to it. */
export class AzureSpeech implements Disposable {
  private current: { key: string; voice: AzureVoice } | null = null

  /** @param silenceTimeoutMs the longest that Azure may send nothing */
  constructor(private readonly silenceTimeoutMs: number) {}

  /** @throws UnderstudyError with a sentence on which a user can act */
  async *speak(endpoint: ResolvedEndpoint, text: string, signal?: AbortSignal): AsyncGenerator<SpeechChunk> {
    const voice = this.voice(endpoint)
    const face = new FaceOfVoice(voice.name)
    let isSilent = true
    for await (const part of voice.speak(text, signal ? { signal } : {})) {
      for (const chunk of face.take(part)) {
        isSilent &&= chunk.pcm.length === 0
        yield chunk
      }
    }
    for (const chunk of face.rest()) {
      isSilent &&= chunk.pcm.length === 0
      yield chunk
    }
    if (isSilent) throw new UnderstudyError('provider_failed', `${voice.name} sent no sound; check the name of the voice in Settings.`)
  }

  dispose(): void {
    this.current?.voice.dispose()
  }

  private voice({ baseURL, apiKey, voice }: ResolvedEndpoint): AzureVoice {
    if (!URL.canParse(baseURL)) throw new UnderstudyError('bad_request', `${azureName(baseURL)} can’t be asked; check the address in Settings.`)
    const key = [baseURL, apiKey, voice].join('\n')
    if (this.current?.key !== key) {
      this.current?.voice.dispose()
      this.current = { key, voice: new AzureVoice({ address: baseURL, apiKey, silenceTimeoutMs: this.silenceTimeoutMs, ...(voice ? { voice } : {}) }) }
    }
    return this.current.voice
  }
}

/** Holds the sound back until it is known whether frames come with it: whoever animates has to know from the first sample on. */
class FaceOfVoice {
  private face: 'unknown' | 'there' | 'none' = 'unknown'
  private held: SpeechChunk[] = []
  private heldS = 0

  constructor(private readonly provider: string) {}

  take(part: SpokenPart): SpeechChunk[] {
    switch (part.type) {
      case 'sound': {
        const { pcm, sampleRateHz } = part
        this.heldS += pcm.length / sampleRateHz
        this.held.push({ pcm, sampleRateHz, provider: this.provider })
        if (this.face === 'unknown' && this.heldS >= UNDECIDED_S) this.face = 'none'
        return this.face === 'unknown' ? [] : this.rest()
      }
      case 'frames':
        return this.faceTold(part.frames)
      case 'faceFailed':
        return this.faceTold([], part.error)
      case 'faceless':
        if (this.face === 'unknown') this.face = 'none'
        return this.rest()
      case 'phones':
        return []
    }
  }

  /** All that was held back. */
  rest(): SpeechChunk[] {
    return this.held.splice(0).map((chunk) => (this.face === 'there' ? { ...chunk, frames: [] } : chunk))
  }

  private faceTold(frames: TimedCoefficients[], frameTrouble?: UnderstudyError): SpeechChunk[] {
    if (this.face === 'none') return []
    this.face = 'there'
    const told = { pcm: new Int16Array(0), sampleRateHz: AZURE_RATE_HZ, provider: this.provider, frames, ...(frameTrouble ? { frameTrouble } : {}) }
    return [told, ...this.rest()]
  }
}
