import type { AnimationFrame } from '../../contract/animation.ts'
import { UnderstudyError } from '../../contract/errors.ts'

/** No provider looks this far ahead: whoever sends more answers something else than our sound. */
const FURTHEST_AHEAD_S = 5

interface Point {
  timeS: number
  coefficients: Float32Array
}

/**
 * A provider's frames, at whatever times it gives them, as frames at the rate that is wanted: linear between two, held
 * at both ends. Clamps to 0…1 and counts; a frame whose time is not later than the one before is left out and counted.
 */
export class FrameResampler {
  /** Coefficients that lay outside 0…1. */
  clamped = 0
  /** Frames whose time code did not rise. */
  outOfOrder = 0
  /** Frames that came, before resampling. */
  received = 0
  private readonly points: Point[] = []
  private nextIndex = 0

  constructor(
    private readonly fps: number,
    private readonly name: string,
  ) {}

  /** Time of the last frame; −1 before the first. */
  get frontierS(): number {
    return this.points.at(-1)?.timeS ?? -1
  }

  /**
   * @param soundS how much sound the provider was given
   * @throws UnderstudyError `provider_failed` for what cannot be a frame of this sound
   */
  add(timeS: number, coefficients: Float32Array, soundS: number): void {
    if (!Number.isFinite(timeS) || !coefficients.every(Number.isFinite)) {
      throw new UnderstudyError('provider_failed', `${this.name} sent a value that is not a number; choose another animation provider in Settings.`)
    }
    if (timeS > soundS + FURTHEST_AHEAD_S) {
      throw new UnderstudyError('provider_failed', `${this.name} sent frames for sound that it was never given; choose another animation provider in Settings.`)
    }
    this.received++
    if (timeS <= this.frontierS) {
      this.outOfOrder++
      return
    }
    this.points.push({ timeS, coefficients: this.clamp(coefficients) })
  }

  /** All frames that are settled and lie before `untilS`. */
  take(untilS: number): AnimationFrame[] {
    const frames: AnimationFrame[] = []
    for (let timeS = this.nextIndex / this.fps; timeS < untilS && timeS <= this.frontierS; timeS = this.nextIndex / this.fps) {
      frames.push(this.frameAt(timeS))
    }
    return frames
  }

  /** The rest, up to the end of the sound; the last frame is held. */
  finish(untilS: number): AnimationFrame[] {
    const frames: AnimationFrame[] = []
    if (this.points.length === 0) return frames
    for (let timeS = this.nextIndex / this.fps; timeS < untilS; timeS = this.nextIndex / this.fps) frames.push(this.frameAt(timeS))
    return frames
  }

  private frameAt(timeS: number): AnimationFrame {
    while (this.points.length > 1 && this.points[1]!.timeS <= timeS) this.points.shift()
    const [before, after] = this.points as [Point, Point | undefined]
    const amount = after && timeS > before.timeS ? (timeS - before.timeS) / (after.timeS - before.timeS) : 0
    const coefficients = before.coefficients.map((value, k) => value + amount * ((after ?? before).coefficients[k]! - value))
    return { index: this.nextIndex++, timeS, coefficients, headRotation: [0, 0, 0], gaze: [0, 0] }
  }

  private clamp(coefficients: Float32Array): Float32Array {
    return coefficients.map((value) => {
      if (value >= 0 && value <= 1) return value
      this.clamped++
      return value > 1 ? 1 : 0
    })
  }
}
