import { SileroVad } from '../../../electron/audio/silero.ts'
import { MoonshineTranscriber } from '../../../electron/speech/moonshine.ts'
import { summarise, type Measurement } from '../statistics.ts'
import { makeClips, type ClipKind, type EchoClip, type EchoSet } from './clips.ts'
import { simulate, type Outcome } from './simulate.ts'

const COUNT: Record<EchoSet, Record<ClipKind, number>> = {
  dev: { far_end: 60, interruption: 60, backchannel: 24 },
  heldOut: { far_end: 150, interruption: 150, backchannel: 48 },
}
const QUIET_BEFORE_MS = 480

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
      for (const clip of clips) {
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
  const far = all.filter(isFarEnd)
  const talk = all.filter(({ clip }) => clip.kind === 'interruption')
  const backchannels = all.filter(({ clip }) => clip.kind === 'backchannel')
  const onset = ({ clip }: Played): number => clip.nearStartMs + QUIET_BEFORE_MS
  const interrupts = (played: Played): boolean => played.outcome.interruptedMs !== null && played.outcome.interruptedMs > onset(played)
  const levels = [...new Set(talk.map(({ clip }) => clip.echoDb))]
  const latency = (some: readonly Played[], at: (outcome: Outcome) => number | null): number[] => some.flatMap((played) => {
    const ms = at(played.outcome)
    return ms === null || ms <= onset(played) ? [] : [ms - onset(played)]
  })
  return [
    share(set, 'false_interruptions', far.map(({ outcome }) => outcome.interruptedMs !== null), '≤ 0.02', how),
    share(set, 'false_pauses', far.map(({ outcome }) => outcome.pausedMs !== null), '', `${how}: it fell silent for a moment`),
    share(set, 'interrupts', talk.map(interrupts), '≥ 0.95', how),
    ...levels.map((db) => share(set, 'interrupts', talk.filter(({ clip }) => clip.echoDb === db).map(interrupts), '', `${how}: echo ${db} dB to the voice`)),
    share(set, 'backchannel_interrupts', backchannels.map(({ outcome }) => outcome.interruptedMs !== null), '', how),
    summarise(`${name(set)}.onset_to_silence_ms`, 'ms', latency(talk, ({ pausedMs, interruptedMs }) => pausedMs ?? interruptedMs), 'p95 ≤ 250', how),
    summarise(`${name(set)}.onset_to_interruption_ms`, 'ms', latency(talk, ({ interruptedMs }) => interruptedMs), '', how),
  ]
}

function share(set: EchoSet, id: string, hits: readonly boolean[], target: string, how: string): Measurement {
  return { ...summarise(`${name(set)}.${id}`, 'ratio', [hits.filter(Boolean).length / hits.length], target, how), n: hits.length }
}

const name = (set: EchoSet): string => (set === 'dev' ? 'echo_dev' : 'echo')
