import { floatToInt16, int16ToFloat } from '../audio/pcm.ts'
import { Resampler } from '../audio/resample.ts'
import { PicoSynthesizer } from '../speech/pico.ts'
import { serveWorker } from './worker-host.ts'
import type { WorkerMethod } from './worker-protocol.ts'

/** Thread of the voice: it computes without pause, so that the server's own thread stays free to stream. */

export type VoiceMethods = {
  synthesize: WorkerMethod<{ text: string; voice: string; speed: number; sampleRateHz: number }, Int16Array>
}

/** The first chunk leaves early, for the latency; later ones are longer, for the fewer messages. */
const FIRST_CHUNK_MS = 40
const CHUNK_MS = 200

serveWorker(async (): Promise<VoiceMethods> => {
  const synthesizer = await PicoSynthesizer.create()
  const nativeRateHz = synthesizer.sampleRateHz
  for await (const _chunk of synthesizer.synthesize('Ready to speak.')) void _chunk
  return {
    async *synthesize({ text, voice, speed, sampleRateHz }, { signal }) {
      const pcm = synthesizer.synthesize(text, { ...(voice === 'default' ? {} : { voice }), speed, signal })
      const chunks = gathered(pcm, nativeRateHz)
      if (sampleRateHz === nativeRateHz) yield* chunks
      else yield* resampled(chunks, nativeRateHz, sampleRateHz)
    },
  }
})

async function* gathered(pcm: AsyncIterable<Int16Array>, rateHz: number): AsyncGenerator<Int16Array> {
  let parts: Int16Array[] = []
  let length = 0
  let wanted = (FIRST_CHUNK_MS / 1000) * rateHz
  const take = (): Int16Array => {
    const whole = new Int16Array(length)
    let at = 0
    for (const part of parts) {
      whole.set(part, at)
      at += part.length
    }
    parts = []
    length = 0
    return whole
  }
  for await (const part of pcm) {
    parts.push(part)
    length += part.length
    if (length < wanted) continue
    wanted = (CHUNK_MS / 1000) * rateHz
    yield take()
  }
  if (length > 0) yield take()
}

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
