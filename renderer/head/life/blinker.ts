import type { HeadState } from '../types.ts'
import type { Random } from './random.ts'

/**
 * Median seconds between blinks. People at rest blink 15–20 times a minute, more while they talk, less
 * while they attend (Bentivoglio et al. 1997, «Analysis of blink rate patterns in normal subjects»).
 */
const MEDIAN_INTERVAL_S: Record<HeadState, number> = { idle: 3.6, listening: 4.2, thinking: 3, speaking: 2.5 }
const INTERVAL_SPREAD = 0.45
const MIN_INTERVAL_S = 0.9
const HALF_BLINK_SHARE = 0.14
const DOUBLE_BLINK_SHARE = 0.07

interface Blink {
  startS: number
  closeS: number
  holdS: number
  openS: number
  depth: number
}

function smooth(t: number): number {
  return t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t)
}

/** When the lids close. Blinks are planned as events, so that they fall at the same times at any frame rate. */
export class Blinker {
  private blink: Blink | null = null
  private nextS: number | null = null
  private lastEndS = Number.NEGATIVE_INFINITY

  constructor(private readonly random: Random) {}

  /** Blinks soon (after a phrase, with a large gaze shift) unless the last blink has just been. */
  request(nowS: number, probability: number): void {
    if (this.random.chance(probability) && nowS - this.lastEndS > MIN_INTERVAL_S && this.nextS !== null) {
      this.nextS = Math.min(this.nextS, nowS + this.random.between(0.02, 0.14))
    }
  }

  /** Closure of the lids, 0–1. Times must not go backwards. */
  update(nowS: number, state: HeadState): number {
    if (this.nextS === null) this.nextS = nowS + this.interval(state)
    if (!this.blink && nowS >= this.nextS) this.blink = this.plan(this.nextS)
    while (this.blink) {
      const { startS, closeS, holdS, openS, depth } = this.blink
      const t = nowS - startS
      if (t < closeS) return depth * smooth(t / closeS)
      if (t < closeS + holdS) return depth
      if (t < closeS + holdS + openS) return depth * (1 - smooth((t - closeS - holdS) / openS))
      const endS = startS + closeS + holdS + openS
      this.lastEndS = endS
      this.blink = null
      this.nextS = endS + (this.random.chance(DOUBLE_BLINK_SHARE) ? 0.12 : this.interval(state))
      if (nowS >= this.nextS) this.blink = this.plan(this.nextS)
    }
    return 0
  }

  private interval(state: HeadState): number {
    return Math.max(MIN_INTERVAL_S, this.random.logNormal(MEDIAN_INTERVAL_S[state], INTERVAL_SPREAD))
  }

  private plan(startS: number): Blink {
    const half = this.random.chance(HALF_BLINK_SHARE)
    return {
      startS,
      closeS: this.random.between(0.07, 0.1),
      holdS: half ? 0.01 : this.random.between(0.02, 0.05),
      openS: this.random.between(0.15, 0.22),
      depth: half ? this.random.between(0.4, 0.65) : 1,
    }
  }
}
