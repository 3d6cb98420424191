import { setTimeout as delay } from 'node:timers/promises'
import { HoldCapture } from '../../../electron/audio/hold-capture.ts'
import { floatToInt16 } from '../../../electron/audio/pcm.ts'
import { SileroVad } from '../../../electron/audio/silero.ts'
import { WavFileSource } from '../../../electron/audio/wav-file-source.ts'
import { withServices } from '../../../electron/cli/services.ts'
import { CAPTURE_FRAME_SAMPLES, CAPTURE_SAMPLE_RATE_HZ } from '../../../electron/contract/audio.ts'
import type { TurnRecord } from '../../../electron/contract/turn.ts'
import { Conversation } from '../../../electron/conversation/conversation.ts'
import { FilePlayback } from '../../../electron/conversation/file-playback.ts'
import { forgetful } from '../../../electron/conversation/hold-once.ts'
import { systemClock, type Memory } from '../../../electron/conversation/ports.ts'
import { rolesOf, type Services } from '../../../electron/conversation/services.ts'
import { roomNoise } from '../../../electron/speech/testing/spoken.ts'
import { normaliseTranscript } from '../../../electron/speech/transcript-text.ts'
import { summarise, type Measurement } from '../statistics.ts'
import { holdUtterances, type HoldUtterance } from './hold-utterances.ts'

const HOLDS = 100
/** When the key goes down after the first sound, and up after the last; every pair of them comes up. */
const OFFSETS_MS = [-100, -50, 0, 50, 100]
/** Less of a word's last breath is no sound of it. */
const CLIPPED_MS = 10
const ROOM_MS = { before: 700, after: 1_000 }

interface Held {
  /** Words of the same sound transcribed whole, and of what the hold kept of it. */
  whole: string[]
  held: string[]
  /** Of the speech, ms, that the hold does not have. */
  cut: { first: number; last: number }
}

/** Holds whose speech begins as the key goes down and ends as it goes up, in real time: what was lost at either end. */
export async function benchHolds(note: (line: string) => void): Promise<Measurement[]> {
  const utterances = await holdUtterances(HOLDS)
  const holds: (Held & { said: string[] })[] = []
  await withServices({}, async (services) => {
    await services.ready()
    const vad = await SileroVad.create()
    for (const [k, utterance] of utterances.entries()) {
      const offsets = { press: OFFSETS_MS[k % OFFSETS_MS.length]!, release: OFFSETS_MS[Math.floor(k / OFFSETS_MS.length) % OFFSETS_MS.length]! }
      const result = await hold(services, vad, utterance, offsets)
      holds.push({ ...result, said: normaliseTranscript(utterance.text) })
      const { whole, held, cut } = result
      if (held.join(' ') !== whole.join(' ') || cut.first + cut.last > 0) note(`${offsets.press}/${offsets.release} ms  «${utterance.text}» whole «${whole.join(' ')}» held «${held.join(' ')}», cut ${cut.first}/${cut.last} ms`)
    }
    await vad.dispose()
  })
  const human = utterances.filter((utterance) => utterance.human).length
  const on = `${utterances.length - human} synthetic, ${human} of a person; key ±100 ms around the speech; against the same sound transcribed whole`
  const share = (id: string, isLost: (hold: (typeof holds)[number]) => boolean, target: string, how: string): Measurement => ({ ...summarise(id, 'ratio', [holds.filter(isLost).length / holds.length], target, how), n: holds.length })
  return [
    summarise('holds.cut_at_start_ms', 'ms', holds.map(({ cut }) => cut.first), '0', on),
    summarise('holds.cut_at_end_ms', 'ms', holds.map(({ cut }) => cut.last), '0', on),
    share('holds.clipped', ({ cut }) => Math.max(cut.first, cut.last) > CLIPPED_MS, '0', `holds that lack more than ${CLIPPED_MS} ms of the speech at either end`),
    share('holds.unheard', ({ held }) => held.length === 0, '0', 'holds in which nothing was heard'),
    share('holds.first_word_lost', ({ said, whole, held }) => whole[0] === said[0] && held[0] !== said[0], '≤ 0.01', 'right in the whole, wrong or missing in the hold; misheard counts too'),
    share('holds.last_word_lost', ({ said, whole, held }) => whole.at(-1) === said.at(-1) && held.at(-1) !== said.at(-1), '≤ 0.01', 'likewise'),
    share('holds.word_gained', ({ said, whole, held }) => (whole[0] !== said[0] && held[0] === said[0]) || (whole.at(-1) !== said.at(-1) && held.at(-1) === said.at(-1)), '–', 'the other way round: wrong in the whole, right in the hold'),
  ]
}

async function hold(services: Services, vad: SileroVad, { samples }: HoldUtterance, offsets: { press: number; release: number }): Promise<Held> {
  const speechMs = (samples.length / CAPTURE_SAMPLE_RATE_HZ) * 1_000
  const recording = roomNoise(Math.ceil(ROOM_MS.before + speechMs + ROOM_MS.after))
  for (const [i, sample] of samples.entries()) recording[(ROOM_MS.before * CAPTURE_SAMPLE_RATE_HZ) / 1_000 + i]! += sample
  vad.reset()
  const capture = new HoldCapture({ vad })
  let kept = new Int16Array(0)
  const memory: Memory = { ...forgetful, appendSound: async (_turnId, part, _rateHz, pcm) => void (part === 'question' && (kept = new Int16Array(pcm))) }
  const conversation = new Conversation({ ...rolesOf(services), playback: new FilePlayback(systemClock), memory, clock: systemClock, capture, mayGuess: () => true })
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
    return { whole: normaliseTranscript(whole.text), held: normaliseTranscript(question), cut: cutOf(floatToInt16(recording), kept, speechMs) }
  } finally {
    await conversation.dispose()
    capture.dispose()
  }
}

/** What of the speech is missing in the part of the recording that was kept. */
function cutOf(recording: Int16Array, kept: Int16Array, speechMs: number): Held['cut'] {
  const toMs = (samples: number): number => (samples / CAPTURE_SAMPLE_RATE_HZ) * 1_000
  let from = 0
  while (from < recording.length && !kept.every((sample, i) => sample === (recording[from + i] ?? 0))) from += CAPTURE_FRAME_SAMPLES
  const missing = kept.length === 0 ? speechMs : 0
  const cut = (ms: number): number => missing || Math.max(0, Math.round(ms))
  return { first: cut(toMs(from) - ROOM_MS.before), last: cut(ROOM_MS.before + speechMs - toMs(from + kept.length)) }
}
