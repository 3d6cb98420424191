import { COEFFICIENT_INDEX as C } from '../../contract/coefficients.ts'
import { AnimationStream, type AnimationStreamOptions } from '../animation-stream.ts'
import { STEP_S, STEP_SAMPLES, type Articulator } from '../articulator.ts'
import type { LookaheadMs } from '../face-network.ts'
import { lipDistanceMm } from '../metric/lip-distances.ts'
import type { PhoneTimeline } from './phone-timeline.ts'

/** What is opened further by a loud syllable, and less by a soft one. */
const OPENERS = [C.jawOpen, C.mouthLowerDownLeft, C.mouthLowerDownRight, C.mouthUpperUpLeft, C.mouthUpperUpRight]
/** Share by which ten decibels above the speaker's own mean open the mouth further. */
const OPENNESS_PER_10_DB = 0.15
/** A mouth this far open feels all of it, a closed one nothing. */
const OPEN_MM = 6
const SPEECH_DB = -55

/** A whole face from known phone times: the mouth needs no look-ahead, the rest comes from the sound as always. */
export function openTimedStream(timeline: PhoneTimeline, options: Omit<AnimationStreamOptions, 'lookaheadMs'>): AnimationStream {
  return new AnimationStream(new TimedArticulator(timeline, 0), { ...options, lookaheadMs: 0 })
}

/** A mouth from known phone times; the sound only says how strongly it moves. */
export class TimedArticulator implements Articulator {
  private step = 0
  private meanDb: number | null = null
  /** Of the steps that the look-ahead holds back, the oldest first. */
  private readonly gains: number[] = []

  constructor(
    private readonly timeline: PhoneTimeline,
    private readonly lookaheadMs: LookaheadMs,
  ) {}

  articulate(pcm: Float32Array): Promise<Float32Array[]> {
    return Promise.resolve(this.moments(pcm).map(({ timeS, gain }) => this.mouthAt(Math.max(0, timeS), gain)))
  }

  /** Hears the sound without showing a mouth for it. */
  pass(pcm: Float32Array): void {
    this.moments(pcm)
  }

  private moments(pcm: Float32Array): { timeS: number; gain: number }[] {
    return Array.from({ length: pcm.length / STEP_SAMPLES }, (_, k) => {
      this.gains.push(this.gainOf(pcm.subarray(k * STEP_SAMPLES, (k + 1) * STEP_SAMPLES)))
      const isHeard = this.gains.length > this.lookaheadMs / 1000 / STEP_S
      return { timeS: ++this.step * STEP_S - this.lookaheadMs / 1000, gain: isHeard ? this.gains.shift()! : 1 }
    })
  }

  private mouthAt(timeS: number, gain: number): Float32Array {
    const coefficients = Float32Array.from(this.timeline.at(timeS))
    const openness = Math.min(1, Math.max(0, lipDistanceMm('gap', coefficients) / OPEN_MM))
    for (const index of OPENERS) coefficients[index]! *= 1 + (gain - 1) * openness
    return coefficients
  }

  /** Around 1, by how far a step stands out from the speech so far. */
  private gainOf(pcm: Float32Array): number {
    let energy = 1e-10
    for (let n = 0; n < pcm.length; n++) energy += pcm[n]! * pcm[n]!
    const levelDb = 10 * Math.log10(energy / pcm.length)
    if (levelDb < SPEECH_DB) return 1
    this.meanDb ??= levelDb
    this.meanDb += 0.02 * (levelDb - this.meanDb)
    return 1 + OPENNESS_PER_10_DB * Math.min(1, Math.max(-1, (levelDb - this.meanDb) / 10))
  }
}
