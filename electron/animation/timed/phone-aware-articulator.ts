import { STEP_S, type Articulator } from '../articulator.ts'
import type { LookaheadMs } from '../face-network.ts'
import type { TimedPhone } from '../metric/score-face.ts'
import { PhoneTimeline } from './phone-timeline.ts'
import { TimedArticulator } from './timed-articulator.ts'

/** Length of a cross-fade from one to the other. */
const FADE_S = 0.06

/** Follows the sound, and where phones are expected, them: whoever knows what is said need not guess it. */
export class PhoneAwareArticulator implements Articulator {
  private readonly timeline = new PhoneTimeline()
  private readonly timed: TimedArticulator
  private step = 0
  private weight = 0

  constructor(
    private readonly byEar: Articulator,
    private readonly lookaheadMs: LookaheadMs,
  ) {
    this.timed = new TimedArticulator(this.timeline, lookaheadMs)
  }

  expect(phones: readonly TimedPhone[]): void {
    this.timeline.add(phones)
  }

  /** Both go along all the time, so that either can take over. */
  async articulate(pcm: Float32Array): Promise<Float32Array[]> {
    const heard = await this.byEar.articulate(pcm)
    if (this.timeline.endS === 0) {
      this.step += heard.length
      this.timed.pass(pcm)
      return heard
    }
    const known = await this.timed.articulate(pcm)
    return heard.map((mouth, k) => {
      const momentS = ++this.step * STEP_S - this.lookaheadMs / 1000
      const target = this.timeline.knows(momentS) ? 1 : 0
      this.weight += Math.min(STEP_S / FADE_S, Math.max(-STEP_S / FADE_S, target - this.weight))
      return this.weight === 0 ? mouth : mouth.map((value, c) => value + this.weight * (known[k]![c]! - value))
    })
  }
}
