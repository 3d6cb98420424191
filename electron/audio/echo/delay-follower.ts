import { AHEAD_BLOCKS, DelayWatch } from './delay-watch.ts'
import { BLOCK_SAMPLES, type EchoFilter } from './echo-filter.ts'

/** Louder than −60 dBFS, and a quarter of it not explained: that may have a reason in the delay. */
const DOUBTFUL_POWER = 1e-6
const DOUBTFUL_SHARE = 0.25
/** A path that leaves no more than this is worth coming back to. */
const KEPT_SHARE = 0.1
const KEEP_BLOCKS = 8
/** In so many blocks a jump is found, where nearly all was explained before. */
const FOUND_BLOCKS = 7
const TRUSTED_SHARE = 0.7
/** Time in which that share follows: 1 s. */
const SMOOTHING = 1 / 64
/** A doubt that lasts half a second has another reason: from then on it is looked into only now and then, as that takes time. */
const LONG_DOUBT_BLOCKS = 32
const LOOK_BLOCKS = 4
/** Sound was lost on its way: so long it is expected to happen again, 20 s. */
const UNSTEADY_BLOCKS = 1_250

/** Keeps a filter to the echo where the delay jumps, as on a machine that is too busy for its sound and loses some. */
export class DelayFollower {
  private readonly watch = new DelayWatch()
  private readonly expected = new Float32Array((1 + AHEAD_BLOCKS) * BLOCK_SAMPLES)
  private sinceKept = 0
  private doubtfulBlocks = 0
  /** Share of the blocks that the filter explained before the present doubt. */
  private explained = 0
  private unsteadyBlocks = 0

  constructor(private readonly filter: EchoFilter) {}

  /** What is heard now is the echo, at another time. */
  get isElsewhere(): boolean {
    return this.watch.isElsewhere
  }

  /** What the filter does not explain may be the echo all the same: not where all was explained before, as then a jump would have been found. */
  get isUnsteady(): boolean {
    if (this.unsteadyBlocks === 0) return false
    return this.explained < TRUSTED_SHARE || this.doubtfulBlocks < FOUND_BLOCKS || this.isElsewhere
  }

  /** Sound was lost between the loudspeaker and here. */
  lost(): void {
    this.unsteadyBlocks = UNSTEADY_BLOCKS
  }

  /**
   * What the filter made of a block, and its power.
   * @returns whether the delay has jumped, and the filter with it
   */
  push(heard: Float32Array, power: { heard: number; left: number }): boolean {
    this.unsteadyBlocks = Math.max(0, this.unsteadyBlocks - 1)
    this.watch.push(heard, this.filter.echo)
    const left = power.heard < DOUBTFUL_POWER ? null : power.left / power.heard
    this.count(left)
    if (this.doubtfulBlocks === 0) {
      this.watch.rest()
      return false
    }
    if (this.doubtfulBlocks > LONG_DOUBT_BLOCKS && this.doubtfulBlocks % LOOK_BLOCKS > 0) return false
    this.filter.expect(this.expected)
    const laterSamples = this.watch.look(this.expected)
    if (laterSamples === 0) return false
    this.lost()
    this.filter.comeBack(laterSamples)
    return true
  }

  /** @param left share of what is heard that is not explained; null: there is nothing to explain */
  private count(left: number | null): void {
    this.sinceKept++
    if (left !== null && left < KEPT_SHARE && this.sinceKept >= KEEP_BLOCKS) {
      this.filter.keep()
      this.sinceKept = 0
    }
    this.doubtfulBlocks = left === null || left < DOUBTFUL_SHARE ? 0 : this.doubtfulBlocks + 1
    if (left === null || this.doubtfulBlocks > FOUND_BLOCKS) return
    this.explained += ((this.doubtfulBlocks === 0 ? 1 : 0) - this.explained) * SMOOTHING
  }
}
