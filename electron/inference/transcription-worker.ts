import { resample } from '../audio/resample.ts'
import { decodeWav } from '../audio/wav.ts'
import { CAPTURE_SAMPLE_RATE_HZ } from '../contract/audio.ts'
import { UnderstudyError } from '../contract/errors.ts'
import { MoonshineTranscriber } from '../speech/moonshine.ts'
import { workerData } from 'node:worker_threads'
import type { Transcript } from './engines.ts'
import { serveWorker } from './worker-host.ts'
import type { WorkerMethod } from './worker-protocol.ts'

/** Thread of the transcription engine: its runs block for as long as 150 ms, so nothing else lives here. */

export interface TranscriptionWorkerData {
  model: 'base' | 'tiny'
}

export type TranscriptionMethods = {
  transcribe: WorkerMethod<{ file: Uint8Array; draft: string }, Transcript>
}

const LONGEST_S = 30 * 60

serveWorker(async (): Promise<TranscriptionMethods> => {
  const { model } = workerData as TranscriptionWorkerData
  const transcriber = await MoonshineTranscriber.create({ model })
  return {
    async *transcribe({ file, draft }, { signal }) {
      const { samples, sampleRateHz } = decodeWav(file)
      const durationS = samples.length / sampleRateHz
      if (durationS > LONGEST_S) {
        throw new UnderstudyError('too_large', 'The recording is longer than half an hour; send it in parts.')
      }
      const samples16k = await resample(samples, sampleRateHz, CAPTURE_SAMPLE_RATE_HZ)
      const partials = new Latest<string>()
      const whole = transcriber
        .transcribe(samples16k, { draft, signal, onToken: (text) => partials.put(text) })
        .finally(() => partials.end())
      // A cancelled call leaves the loop below; the refusal that follows is nobody's, and must not end the thread.
      whole.catch(() => undefined)
      for await (const text of partials) yield { text, durationS }
      yield { text: (await whole).text, durationS }
    },
  }
})

/** Hands over the newest of what came since the last look. */
class Latest<T> implements AsyncIterable<T> {
  private value: { latest: T } | null = null
  private ended = false
  private wake: (() => void) | null = null

  put(latest: T): void {
    this.value = { latest }
    this.wake?.()
  }

  end(): void {
    this.ended = true
    this.wake?.()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    while (!this.ended) {
      if (!this.value) await new Promise<void>((resolve) => (this.wake = resolve))
      if (!this.value || this.ended) continue
      const { latest } = this.value
      this.value = null
      yield latest
    }
  }
}
