import type { AnimationFrame } from '../contract/animation.ts'
import { COEFFICIENT_COUNT } from '../contract/coefficients.ts'
import { STEP_S } from './articulator.ts'
import type { HeadPose } from './expression.ts'

/** Width of the smoothing kernel; takes the jitter out of the coefficients and leaves closures standing. */
const SIGMA_S = 0.014
/** Steps on either side that still weigh something. */
const REACH_STEPS = 1

/** Steps that have to follow a moment before it can be shown. */
export const SAMPLER_REACH_STEPS = REACH_STEPS

interface TrackPoint extends HeadPose {
  coefficients: Float32Array
}

/** Reads a track of 20 ms steps at the frame rate that is wanted, through a Gaussian kernel; clamps and counts. */
export class FrameSampler {
  /** Coefficients that lay outside 0…1. */
  clamped = 0
  private readonly track: TrackPoint[] = []
  /** Position of `track[0]` in steps of audio time. */
  private first: number
  private nextIndex = 0

  /** @param firstStep moment of the first point, in steps of audio time; may be negative */
  constructor(
    private readonly fps: number,
    firstStep: number,
  ) {
    this.first = firstStep
  }

  add(coefficients: Float32Array, pose: HeadPose): void {
    this.track.push({ coefficients, ...pose })
  }

  /** All frames that can be shown now and lie before `untilS`. */
  take(untilS: number): AnimationFrame[] {
    const frames: AnimationFrame[] = []
    for (;;) {
      const timeS = this.nextIndex / this.fps
      const position = timeS / STEP_S
      const last = this.first + this.track.length - 1
      if (timeS >= untilS || Math.floor(position) + REACH_STEPS > last) break
      frames.push(this.frame(timeS, position))
      this.nextIndex++
    }
    this.forget(Math.floor(this.nextIndex / this.fps / STEP_S) - REACH_STEPS)
    return frames
  }

  private frame(timeS: number, position: number): AnimationFrame {
    const frame: AnimationFrame = {
      index: this.nextIndex,
      timeS,
      coefficients: new Float32Array(COEFFICIENT_COUNT),
      headRotation: [0, 0, 0],
      gaze: [0, 0],
    }
    const from = Math.max(this.first, Math.ceil(position) - REACH_STEPS)
    const to = Math.floor(position) + REACH_STEPS
    const weights: number[] = []
    let sum = 0
    for (let step = from; step <= to; step++) {
      const weight = Math.exp(-0.5 * (((step - position) * STEP_S) / SIGMA_S) ** 2)
      weights.push(weight)
      sum += weight
    }
    weights.forEach((weight, k) => addPoint(frame, this.track[from + k - this.first]!, weight / sum))
    this.clamp(frame.coefficients)
    return frame
  }

  private clamp(coefficients: Float32Array): void {
    coefficients.forEach((value, k) => {
      if (value >= 0 && value <= 1) return
      this.clamped++
      coefficients[k] = value > 1 ? 1 : 0
    })
  }

  private forget(beforeStep: number): void {
    const count = Math.min(this.track.length, Math.max(0, beforeStep - this.first))
    this.track.splice(0, count)
    this.first += count
  }
}

function addPoint(frame: AnimationFrame, point: TrackPoint, weight: number): void {
  point.coefficients.forEach((value, k) => {
    frame.coefficients[k]! += weight * value
  })
  point.headRotation.forEach((value, k) => {
    frame.headRotation[k]! += weight * value
  })
  point.gaze.forEach((value, k) => {
    frame.gaze[k]! += weight * value
  })
}
