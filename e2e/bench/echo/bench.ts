import { SileroVad } from '../../../electron/audio/silero.ts'
import { MoonshineTranscriber } from '../../../electron/speech/moonshine.ts'
import { summarise, type Measurement } from '../statistics.ts'
import { makeClips, type ClipKind, type EchoClip, type EchoSet } from './clips.ts'
import { QUIET_BEFORE_MS, simulate, type Outcome } from './simulate.ts'

const COUNT: Record<EchoSet, Record<ClipKind, number>> = {
  dev: { far_end: 90, interruption: 80, backchannel: 52, stop: 36 },
  heldOut: { far_end: 150, interruption: 150, backchannel: 66, stop: 48 },
}
const SILENT_WITHIN_MS = 250
/** Without the gate the persona hears itself all the time, which takes long: of each level one clip in three. */
const UNGATED_SHARE = 3
const LEVELS = 6

interface Played {
  clip: EchoClip
  outcome: Outcome
}

/** The persona's voice from a loudspeaker in simulated rooms, with the gate and without: who interrupts it. */
export async function benchEcho(set: EchoSet, note: (line: string) => void): Promise<Measurement[]> {
  const vad = await SileroVad.create()
  const transcriber = await MoonshineTranscriber.create()
  try {
    const clips = await makeClips(set, COUNT[set])
    const results: Measurement[] = []
    for (const isGated of [false, true]) {
      const all: Played[] = []
      for (const clip of isGated ? clips : clips.filter((_, k) => Math.floor(k / LEVELS) % UNGATED_SHARE === 0)) {
        const outcome = await simulate(clip, { isGated, vad, transcriber })
        all.push({ clip, outcome })
        note(`${isGated ? 'gate' : 'none'} ${clip.kind} echo ${clip.echoDb} dB, ${Math.round(clip.delayMs)} ms, drive ${clip.drive.toFixed(1)}, near ${Math.round(clip.nearStartMs + QUIET_BEFORE_MS)} ms: ${JSON.stringify(outcome)}`)
      }
      results.push(...measure(set, isGated ? 'gate on' : 'gate off', all))
      if (!isGated) results.unshift(share(set, 'false_interruptions', all.filter(isFarEnd).map(({ outcome }) => outcome.voicedMs !== null), '', 'voice activity alone, 224 ms'))
    }
    return results
  } finally {
    await Promise.all([vad.dispose(), transcriber.dispose()])
  }
}

const isFarEnd = ({ clip }: Played): boolean => clip.kind === 'far_end'

function measure(set: EchoSet, how: string, all: readonly Played[]): Measurement[] {
  const of = (kind: ClipKind): Played[] => all.filter(({ clip }) => clip.kind === kind)
  const [far, talk, backchannels, stops] = [of('far_end'), of('interruption'), of('backchannel'), of('stop')]
  const voices = [...talk, ...stops]
  const levels = [...new Set(talk.map(({ clip }) => clip.echoDb))]
  const falseHushes = far.flatMap(({ outcome }) => outcome.hushes)
  const farMinutes = far.reduce((sum, { clip }) => sum + clip.answer.samples.length / 16_000 / 60, 0)
  const within = (played: Played): boolean => (silentAfter(played)[0] ?? Infinity) <= SILENT_WITHIN_MS
  return [
    share(set, 'false_interruptions', far.map(isStopped), '≤ 0.02', how),
    one(set, 'false_hushes_a_minute', '1/min', falseHushes.length / farMinutes, far.length, '≤ 1', `${how}: softer or silent without a reason, per minute of the answer alone`),
    summarise(`${name(set)}.false_hush_ms`, 'ms', falseHushes.flatMap(({ fromMs, toMs }) => (toMs === null ? [] : [toMs - fromMs])), 'p95 ≤ 300', how),
    share(set, 'interrupts', talk.map(interrupts), '≥ 0.95', how),
    ...levels.map((db) => share(set, 'interrupts', talk.filter(({ clip }) => clip.echoDb === db).map(interrupts), '', `${how}: echo ${db} dB to the voice`)),
    share(set, 'stop_words_stop', stops.map(interrupts), '≥ 0.95', how),
    share(set, 'backchannels_interrupt', backchannels.map(isStopped), '0', how),
    share(set, 'silent_within_250_ms', voices.map(within), '≥ 0.95', `${how}: of all interruptions and stop words`),
    summarise(`${name(set)}.onset_to_silence_ms`, 'ms', voices.flatMap(silentAfter), 'p95 ≤ 250', `${how}: −40 dB, and it stays so until it is stopped`),
    summarise(`${name(set)}.onset_to_stop_ms`, 'ms', talk.flatMap(stoppedAfter), '', `${how}: interruptions, for good`),
    summarise(`${name(set)}.onset_to_stop_ms`, 'ms', stops.flatMap(stoppedAfter), '', `${how}: stop words, for good`),
    summarise(`${name(set)}.onset_to_resumption_ms`, 'ms', backchannels.filter((played) => !isStopped(played)).flatMap(resumedAfter), 'p95 ≤ 2000', `${how}: backchannels`),
  ]
}

const isStopped = ({ outcome }: Played): boolean => outcome.interruptedMs !== null
const onset = ({ clip }: Played): number => clip.nearStartMs + QUIET_BEFORE_MS
const interrupts = (played: Played): boolean => played.outcome.interruptedMs !== null && played.outcome.interruptedMs > onset(played)

function stoppedAfter(played: Played): number[] {
  return interrupts(played) ? [played.outcome.interruptedMs! - onset(played)] : []
}

/** The silence that lasted until it was stopped; of what was stopped without one, the stop. */
function silentAfter(played: Played): number[] {
  if (!interrupts(played)) return []
  const last = played.outcome.hushes.at(-1)
  const silentMs = last?.toMs === null ? (last.silentMs ?? played.outcome.interruptedMs!) : played.outcome.interruptedMs!
  return silentMs < onset(played) ? [] : [silentMs - onset(played)]
}

function resumedAfter(played: Played): number[] {
  const toMs = played.outcome.hushes.findLast((hush) => hush.toMs !== null && hush.toMs > onset(played))?.toMs
  return toMs ? [toMs - onset(played)] : []
}

function one(set: EchoSet, id: string, unit: string, value: number, n: number, target: string, on: string): Measurement {
  return { ...summarise(`${name(set)}.${id}`, unit, [value], target, on), n }
}

function share(set: EchoSet, id: string, hits: readonly boolean[], target: string, how: string): Measurement {
  return { ...summarise(`${name(set)}.${id}`, 'ratio', [hits.filter(Boolean).length / hits.length], target, how), n: hits.length }
}

const name = (set: EchoSet): string => (set === 'dev' ? 'echo_dev' : 'echo')
