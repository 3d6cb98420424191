import { CopyFinder, SEARCH_SAMPLES, WINDOW_SAMPLES } from './copy-finder.ts'
import { CopyFit, SIDE_TAPS } from './copy-fit.ts'
import { Tape } from './tape.ts'

/** Samples taken at a time, 16 ms at 16 kHz. */
const BLOCK = 256
/** Played more quietly than this is not played: −80 dBFS. */
const AUDIBLE = 1e-4
/** What was played is looked for once so much of it is there: 150 ms. */
const ENOUGH_SAMPLES = 2_400
/** And again every 64 ms until it is found, and while what is known explains little: sound may have been lost on its way. */
const SEEK_SAMPLES = 1_024
/** Found once, it is looked for by the newest 256 ms only: they tell of a new place sooner. */
const NEWEST_SAMPLES = 4_096
/** What is known leaves less than this of what is heard: it lies where it lay. */
const EXPLAINED = 0.03
/** A place that stands out less than this is none. */
const CLEAR = 9
/** What comes of either sound comes this much later than the other, at most: 100 ms. */
const JITTER_SAMPLES = 1_600
/** Longest wait for what was played at that time, and for its place to be found: 150 and 400 ms. */
const LONGEST_WAIT = 2_400
const LONGEST_SEARCH = 6_400
/** Later than this it is not waited for any more until ours was silent; after three times not at all, until it is found. 300 ms. */
const VAIN_BLOCKS = 19
const MOST_VAIN = 3
/** What is left after a block of what was learned: half of it after two seconds, or a tenth of one. */
const KEEPS = { slow: 0.9945, fast: 0.895 }
/** The last tenth of a second explains so much more than the last seconds: the volume has changed. */
const CHANGED = 0.5
const CHANGED_BLOCKS = 4
/** Weight of the latest in how far the two sounds are apart as they come. */
const LATEST_WEIGHT = 0.05

export interface RemoverOptions {
  /** Samples from what is played to where it is heard, as far as known; without it, as they come. */
  expected?: number
}

/**
 * Takes out of what a machine plays what we play ourselves. Both are sample by sample the same there, but for volume, delay and
 * the last fraction of a sample, so nothing of the others is lost with it. While we play nothing everything
 * passes as it is, at once; while we play it comes as late as the other sound does. Pure: it counts samples at 16 kHz.
 */
export class OwnSoundRemover {
  private readonly heardTape = new Tape()
  private readonly wholeTape = new Tape()
  private readonly playedTape = new Tape()
  private readonly finder = new CopyFinder()
  private readonly slow = new CopyFit(KEEPS.slow)
  private readonly fast = new CopyFit(KEEPS.fast)
  /** Number of the sample heard less that of the same sample played. */
  private offset: number | null = null
  private expected: number | null
  private moved: number | null = null
  private soughtAt = 0
  private learnedTo = 0
  private at = 0
  private changedBlocks = 0
  private isExplained = false
  /** Stretches of ours that were not found at all, and blocks of this one that were not found in time. */
  private vain = 0
  private lateBlocks = 0

  /**
   * @param onSound without our own sound, and with it; as long as what came in, later
   */
  constructor(
    private readonly onSound: (samples: Float32Array<ArrayBuffer>, whole: Float32Array<ArrayBuffer>) => void,
    private readonly options: RemoverOptions = {},
  ) {
    this.expected = options.expected ?? null
  }

  /** Whether our own sound was found. */
  get found(): boolean {
    return this.offset !== null
  }

  /** What the machine plays next. @param whole the same with what else was taken out of it */
  heard(samples: Float32Array, whole = samples): void {
    this.heardTape.push(samples)
    this.wholeTape.push(whole)
    this.advance()
  }

  /** What we play next. */
  played(samples: Float32Array): void {
    this.playedTape.push(samples)
    const apart = this.heardTape.end - this.playedTape.end
    if (this.options.expected === undefined) this.expected = Math.round((this.expected ?? apart) + (apart - (this.expected ?? apart)) * LATEST_WEIGHT)
    this.advance()
  }

  /** Nothing more is played: what is waited for is given out. */
  finish(): void {
    this.give(true)
    const left = this.heardTape.end - this.at
    if (left > 0) this.onSound(this.heardTape.read(this.at, left), this.wholeTape.read(this.at, left))
    this.at = this.heardTape.end
  }

  private advance(): void {
    this.seek()
    this.learn()
    this.give(false)
  }

  /** Where in the one sound the other one lies. */
  private seek(): void {
    const { heardTape, playedTape, expected } = this
    if (expected === null || this.isExplained || heardTape.end - this.soughtAt < SEEK_SAMPLES) return
    this.soughtAt = heardTape.end
    const from = Math.min(playedTape.end, heardTape.end - (this.offset ?? expected)) - WINDOW_SAMPLES
    const sound = playedTape.read(from, WINDOW_SAMPLES)
    if (this.found) sound.fill(0, 0, WINDOW_SAMPLES - NEWEST_SAMPLES)
    if (sound.reduce((count, sample) => count + (Math.abs(sample) > AUDIBLE ? 1 : 0), 0) < ENOUGH_SAMPLES) return
    const first = from + expected - SEARCH_SAMPLES
    const { lag, clarity } = this.finder.find(sound, heardTape.read(first, WINDOW_SAMPLES + 2 * SEARCH_SAMPLES))
    if (clarity >= CLEAR) this.place(first + lag - from)
  }

  private place(offset: number): void {
    const isHere = this.offset !== null && Math.abs(offset - this.offset) <= SIDE_TAPS / 2
    const isSure = this.offset === null || (this.moved !== null && Math.abs(offset - this.moved) <= 1)
    this.moved = isHere ? null : offset
    if (isHere || !isSure) return
    this.offset = offset
    this.moved = null
    this.vain = 0
    this.lateBlocks = 0
    this.slow.forget()
    this.fast.forget()
    this.learnedTo = Math.max(this.at, this.learnedTo - WINDOW_SAMPLES)
  }

  /** How it lies there, from all that has come: also from what is not given out yet. */
  private learn(): void {
    const { heardTape, playedTape, offset } = this
    if (offset === null) {
      this.learnedTo = this.at
      return
    }
    for (; this.learnedTo + BLOCK <= heardTape.end; this.learnedTo += BLOCK) {
      const from = this.learnedTo - offset - SIDE_TAPS
      const to = from + BLOCK + 2 * SIDE_TAPS
      if (to > playedTape.end) return
      if (!playedTape.exceeds(AUDIBLE, from, to)) continue
      const sound = playedTape.read(from, to - from)
      const mixed = heardTape.read(this.learnedTo, BLOCK)
      this.slow.add(sound, mixed)
      this.fast.add(sound, mixed)
    }
  }

  private give(isLast: boolean): void {
    for (; this.at + BLOCK <= this.heardTape.end; this.at += BLOCK) {
      const { owner, patience } = this.judge()
      if (owner === 'unknown' && !isLast && this.heardTape.end - this.at - BLOCK < patience) return
      if (owner === 'others') this.lateBlocks = 0
      else if (patience === LONGEST_SEARCH && ++this.lateBlocks === VAIN_BLOCKS) this.vain++
      const whole = this.wholeTape.read(this.at, BLOCK)
      this.onSound(owner === 'ours' ? this.without() : this.heardTape.read(this.at, BLOCK), whole)
    }
  }

  /** Whether something of the next block is ours, and how long it is worth waiting until that is known. */
  private judge(): { owner: 'ours' | 'others' | 'unknown'; patience: number } {
    const { playedTape, found } = this
    const offset = this.offset ?? this.expected
    if (offset === null) return { owner: 'others', patience: 0 }
    const margin = found ? SIDE_TAPS : JITTER_SAMPLES
    const from = this.at - offset - margin
    const to = this.at + BLOCK - offset + margin
    const sounds = playedTape.exceeds(AUDIBLE, from, to)
    if (sounds && !found) return { owner: 'unknown', patience: this.lateBlocks >= VAIN_BLOCKS || this.vain >= MOST_VAIN ? 0 : LONGEST_SEARCH }
    if (playedTape.end < to) return { owner: 'unknown', patience: LONGEST_WAIT }
    return { owner: sounds ? 'ours' : 'others', patience: 0 }
  }

  private without(): Float32Array<ArrayBuffer> {
    const from = this.at - this.offset! - SIDE_TAPS
    const sound = this.playedTape.read(from, BLOCK + 2 * SIDE_TAPS)
    const mixed = this.heardTape.read(this.at, BLOCK)
    const left = { slow: this.slow.without(sound, mixed), fast: this.fast.without(sound, mixed) }
    this.isExplained = Math.min(power(left.slow), power(left.fast)) < EXPLAINED * power(mixed)
    const hasChanged = power(left.fast) < CHANGED * power(left.slow)
    this.changedBlocks = hasChanged ? this.changedBlocks + 1 : 0
    if (this.changedBlocks >= CHANGED_BLOCKS) this.slow.become(this.fast)
    return hasChanged ? left.fast : left.slow
  }
}

function power(samples: Float32Array): number {
  let sum = 0
  for (let n = 0; n < samples.length; n++) sum += samples[n]! * samples[n]!
  return sum
}
