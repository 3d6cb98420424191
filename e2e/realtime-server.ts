/**
 * A Realtime server in a process of its own, so that it can die as processes do: KEY VOICE…. It speaks in the embedded voice, about as quickly as it is heard.
 * Sends its address to its parent, and what it has seen of its clients whenever that asks.
 */
import { concat, floatToInt16, int16ToFloat } from '../electron/audio/pcm.ts'
import { resample } from '../electron/audio/resample.ts'
import { startRealtimeServer } from '../electron/inference/realtime/testing/realtime-server.ts'
import { REALTIME_RATE_HZ } from '../electron/inference/realtime/session-setup.ts'
import { createEmbeddedVoice } from '../electron/speech/embedded-voice.ts'

const [key, ...voices] = process.argv.slice(2)
const voice = await createEmbeddedVoice()
const server = await startRealtimeServer({ key: key!, voices, paceMs: 150, speak })

async function speak(text: string): Promise<Int16Array> {
  const chunks: Float32Array[] = []
  for await (const pcm of voice.synthesize(text, { voice: 'rms' })) chunks.push(int16ToFloat(pcm))
  return floatToInt16(await resample(concat(chunks), voice.sampleRateHz, REALTIME_RATE_HZ))
}

process.on('message', () => {
  const { complaints, questions, truncated, cancelled, voices: asked, sockets } = server
  process.send?.({ complaints, questions, truncated, cancelled, voices: asked, sockets })
})
process.send?.({ url: server.url })
