import { floatToInt16, int16ToFloat } from '../audio/pcm.ts'
import { Resampler } from '../audio/resample.ts'
import { UnderstudyError } from '../contract/errors.ts'
import { createEmbeddedVoice } from '../speech/embedded-voice.ts'
import { serveWorker } from './worker-host.ts'
import type { WorkerMethod } from './worker-protocol.ts'

/** Thread of the voice: it computes without pause, so that the server's own thread stays free to stream. */

export type VoiceMethods = {
  synthesize: WorkerMethod<{ text: string; voice: string; speed: number; sampleRateHz: number }, Int16Array>
}

const DEFAULT_VOICE = 'default'

serveWorker(async (): Promise<VoiceMethods> => {
  const synthesizer = await createEmbeddedVoice()
  const nativeRateHz = synthesizer.sampleRateHz
  const voices = synthesizer.voices().map(({ id }) => id)
  return {
    async *synthesize({ text, voice, speed, sampleRateHz }, { signal }) {
      if (voice !== DEFAULT_VOICE && !voices.includes(voice)) {
        throw new UnderstudyError('not_found', `There is no such voice; use one of: ${[DEFAULT_VOICE, ...voices].join(', ')}.`)
      }
      const pcm = synthesizer.synthesize(text, { ...(voice === DEFAULT_VOICE ? {} : { voice }), speed, signal })
      if (sampleRateHz === nativeRateHz) yield* pcm
      else yield* resampled(pcm, nativeRateHz, sampleRateHz)
    },
  }
})

async function* resampled(pcm: AsyncIterable<Int16Array>, fromHz: number, toHz: number): AsyncGenerator<Int16Array> {
  const resampler = await Resampler.create(fromHz, toHz)
  try {
    for await (const chunk of pcm) {
      const ready = resampler.push(int16ToFloat(chunk))
      if (ready.length > 0) yield floatToInt16(ready)
    }
    const rest = resampler.flush()
    if (rest.length > 0) yield floatToInt16(rest)
  } finally {
    resampler.dispose()
  }
}
