import { floatToInt16, int16ToFloat } from '../audio/pcm.ts'
import { Resampler } from '../audio/resample.ts'
import { UnderstudyError } from '../contract/errors.ts'
import { createEmbeddedVoice } from '../speech/embedded-voice.ts'
import type { TimedSpeech } from '../speech/synthesizer.ts'
import { serveWorker } from './worker-host.ts'
import type { WorkerMethod } from './worker-protocol.ts'

/** Thread of the voice: it computes without pause, so that the server's own thread stays free to stream. */

export type VoiceMethods = {
  synthesize: WorkerMethod<{ text: string; voice: string; speed: number; sampleRateHz: number }, TimedSpeech>
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
      const speech = synthesizer.synthesizeTimed(text, { ...(voice === DEFAULT_VOICE ? {} : { voice }), speed, signal })
      if (sampleRateHz === nativeRateHz) yield* speech
      else yield* resampled(speech, nativeRateHz, sampleRateHz)
    },
  }
})

async function* resampled(speech: AsyncIterable<TimedSpeech>, fromHz: number, toHz: number): AsyncGenerator<TimedSpeech> {
  const resampler = await Resampler.create(fromHz, toHz)
  try {
    for await (const { pcm, phones } of speech) {
      const ready = resampler.push(int16ToFloat(pcm))
      if (ready.length > 0 || phones.length > 0) yield { pcm: floatToInt16(ready), phones }
    }
    const rest = resampler.flush()
    if (rest.length > 0) yield { pcm: floatToInt16(rest), phones: [] }
  } finally {
    resampler.dispose()
  }
}
