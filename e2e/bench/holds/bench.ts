import { setTimeout as delay } from 'node:timers/promises'
import { HoldCapture } from '../../../electron/audio/hold-capture.ts'
import { SileroVad } from '../../../electron/audio/silero.ts'
import { WavFileSource } from '../../../electron/audio/wav-file-source.ts'
import { withServices } from '../../../electron/cli/services.ts'
import { CAPTURE_SAMPLE_RATE_HZ } from '../../../electron/contract/audio.ts'
import type { TurnRecord } from '../../../electron/contract/turn.ts'
import { Conversation } from '../../../electron/conversation/conversation.ts'
import { FilePlayback } from '../../../electron/conversation/file-playback.ts'
import { forgetful } from '../../../electron/conversation/hold-once.ts'
import { systemClock } from '../../../electron/conversation/ports.ts'
import { rolesOf, type Services } from '../../../electron/conversation/services.ts'
import { roomNoise } from '../../../electron/speech/testing/spoken.ts'
import { normaliseTranscript } from '../../../electron/speech/transcript-text.ts'
import { summarise, type Measurement } from '../statistics.ts'
import { holdUtterances, type HoldUtterance } from './hold-utterances.ts'

const HOLDS = 100
/** When the key goes down after the first sound, and up after the last; every pair of them comes up. */
const OFFSETS_MS = [-100, -50, 0, 50, 100]
const ROOM_MS = { before: 700, after: 1_000 }
const TARGET = '0 of 100'

/** Holds whose speech begins as the key goes down and ends as it goes up, in real time: words that were lost at either end. */
export async function benchHolds(note: (line: string) => void): Promise<Measurement[]> {
  const utterances = await holdUtterances(HOLDS)
  const lost = { first: [] as boolean[], last: [] as boolean[], all: [] as boolean[] }
  await withServices({}, async (services) => {
    await services.ready()
    const vad = await SileroVad.create()
    for (const [k, utterance] of utterances.entries()) {
      const offsets = { press: OFFSETS_MS[k % OFFSETS_MS.length]!, release: OFFSETS_MS[Math.floor(k / OFFSETS_MS.length) % OFFSETS_MS.length]! }
      const { whole, held } = await hold(services, vad, utterance, offsets)
      lost.first.push(held[0] !== whole[0])
      lost.last.push(held.at(-1) !== whole.at(-1))
      lost.all.push(held.length === 0)
      if (held.join(' ') !== whole.join(' ')) note(`${offsets.press}/${offsets.release} ms  «${utterance.text}» whole «${whole.join(' ')}» held «${held.join(' ')}»`)
    }
    await vad.dispose()
  })
  const human = utterances.filter((utterance) => utterance.human).length
  const on = `${utterances.length - human} synthetic, ${human} of a person; key ±100 ms around the speech; against the same sound transcribed whole`
  return [share('holds.first_word_lost', lost.first, on), share('holds.last_word_lost', lost.last, on), share('holds.unheard', lost.all, on)]
}

function share(id: string, lost: readonly boolean[], on: string): Measurement {
  return { ...summarise(id, 'ratio', [lost.filter(Boolean).length / lost.length], TARGET, on), n: lost.length }
}

async function hold(services: Services, vad: SileroVad, { samples }: HoldUtterance, offsets: { press: number; release: number }): Promise<{ whole: string[]; held: string[] }> {
  const speechMs = (samples.length / CAPTURE_SAMPLE_RATE_HZ) * 1_000
  const recording = roomNoise(Math.ceil(ROOM_MS.before + speechMs + ROOM_MS.after))
  for (const [i, sample] of samples.entries()) recording[(ROOM_MS.before * CAPTURE_SAMPLE_RATE_HZ) / 1_000 + i]! += sample
  vad.reset()
  const capture = new HoldCapture({ vad })
  const conversation = new Conversation({ ...rolesOf(services), playback: new FilePlayback(systemClock), memory: forgetful, clock: systemClock, capture, mayGuess: () => true })
  try {
    const done = new Promise<TurnRecord>((resolve) => {
      conversation.onEvent((event) => {
        if (event.type === 'done') resolve(event.turn)
        // The answer is of no interest here.
        if (event.type === 'question') setImmediate(() => void conversation.stop())
      })
    })
    const startedMs = performance.now()
    const at = (ms: number): Promise<unknown> => delay(Math.max(0, startedMs + ms - performance.now()))
    const finished = new Promise<void>((resolve, reject) => {
      new WavFileSource(recording, { pacing: 'real-time' }).start((frame) => capture.push(frame), () => resolve()).catch(reject)
    })
    await at(ROOM_MS.before + offsets.press)
    conversation.press()
    await at(ROOM_MS.before + speechMs + offsets.release)
    await conversation.release()
    const { question } = await done
    await finished
    const whole = await services.clients.transcriber.transcribe(recording)
    return { whole: normaliseTranscript(whole.text), held: normaliseTranscript(question) }
  } finally {
    await conversation.dispose()
    capture.dispose()
  }
}
