import { COEFFICIENT_COUNT, COEFFICIENT_INDEX } from '../../../electron/contract/coefficients.ts'
import { lipGap } from '../rig/lip-gap.ts'
import type { HeadFrame } from '../types.ts'

/** A gap longer than this is missing data, not a slow stream: the face relaxes instead of gliding over it. */
const MAX_GAP_S = 0.12
/** Time constant with which a face without frames goes to rest. */
const DECAY_S = 0.07
/** Frames this far behind the playback position are never needed again. */
const KEEP_BEHIND_S = 0.5
/** Lip gap (in units of jawOpen) under which the lips are taken to touch. */
const CLOSED_GAP = 0.06

interface StoredFrame {
  timeS: number
  coefficients: Float32Array
  headRotation: [number, number, number]
  gaze: [number, number]
}

/** What the stream wants at one moment. `weight` is 1 while frames are there and decays to 0 without them. */
export interface StreamSample {
  readonly coefficients: Float32Array
  readonly headRotation: [number, number, number]
  readonly gaze: [number, number]
  weight: number
}

const MOUTH_CHANNELS = Object.entries(COEFFICIENT_INDEX)
  .filter(([name]) => name.startsWith('mouth') || name.startsWith('jaw'))
  .map(([, index]) => index)

/**
 * The frames of one utterance on the clock of its sound. Frames may come in any order and late; what is
 * drawn is interpolated at the playback position. Between frames it is linear, so that nothing is
 * rounded off; a closure of the lips which falls between two drawn frames is drawn in the second one.
 */
export class FrameTimeline {
  private frames: StoredFrame[] = []
  private lastTimeS = Number.NaN
  private readonly sample: StreamSample = {
    coefficients: new Float32Array(COEFFICIENT_COUNT),
    headRotation: [0, 0, 0],
    gaze: [0, 0],
    weight: 0,
  }

  get length(): number {
    return this.frames.length
  }

  push(frames: readonly HeadFrame[]): void {
    for (const frame of frames) {
      if (!Number.isFinite(frame.timeS)) continue
      const stored: StoredFrame = {
        timeS: frame.timeS,
        coefficients: new Float32Array(COEFFICIENT_COUNT),
        headRotation: [...(frame.headRotation ?? [0, 0, 0])],
        gaze: [...(frame.gaze ?? [0, 0])],
      }
      for (let i = 0; i < COEFFICIENT_COUNT; i++) {
        const value = frame.coefficients[i] ?? 0
        stored.coefficients[i] = value > 0 ? Math.min(value, 1) : 0
      }
      this.insert(stored)
    }
  }

  /** Forgets every frame; what was shown last decays to rest. */
  flush(): void {
    this.frames = []
    this.lastTimeS = Number.NaN
  }

  /**
   * The stream at `timeS` of the audio (null: nothing plays), `dtS` seconds after the call before.
   * The returned object is reused by the next call.
   */
  sampleAt(timeS: number | null, dtS: number): StreamSample {
    const next = timeS === null ? -1 : this.indexAfter(timeS)
    const before = timeS === null ? undefined : this.frames[next - 1]
    const after = timeS === null ? undefined : this.frames[next]
    if (timeS !== null && before && after && after.timeS - before.timeS <= MAX_GAP_S) {
      const span = after.timeS - before.timeS
      this.blend(before, after, span > 0 ? (timeS - before.timeS) / span : 0)
      this.holdClosure(timeS)
    } else if (timeS !== null && before && timeS - before.timeS <= 1 / 30) {
      this.blend(before, before, 0)
      this.holdClosure(timeS)
    } else {
      this.relax(dtS)
    }
    if (timeS !== null) {
      this.lastTimeS = timeS
      this.dropBefore(timeS - KEEP_BEHIND_S)
    }
    return this.sample
  }

  private insert(frame: StoredFrame): void {
    const last = this.frames.at(-1)
    if (!last || frame.timeS > last.timeS) {
      this.frames.push(frame)
      return
    }
    const index = this.indexAfter(frame.timeS)
    const same = this.frames[index - 1]
    if (same && same.timeS === frame.timeS) this.frames[index - 1] = frame
    else this.frames.splice(index, 0, frame)
  }

  /** Index of the first frame later than `timeS`. */
  private indexAfter(timeS: number): number {
    let low = 0
    let high = this.frames.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.frames[middle]!.timeS <= timeS) low = middle + 1
      else high = middle
    }
    return low
  }

  private blend(a: StoredFrame, b: StoredFrame, t: number): void {
    const { coefficients, headRotation, gaze } = this.sample
    for (let i = 0; i < COEFFICIENT_COUNT; i++) {
      const from = a.coefficients[i]!
      coefficients[i] = from + (b.coefficients[i]! - from) * t
    }
    for (let i = 0; i < 3; i++) headRotation[i] = a.headRotation[i]! + (b.headRotation[i]! - a.headRotation[i]!) * t
    for (let i = 0; i < 2; i++) gaze[i] = a.gaze[i]! + (b.gaze[i]! - a.gaze[i]!) * t
    this.sample.weight = 1
  }

  /** Where lips touched since the frame drawn before but do not at `timeS`, shows them touching. */
  private holdClosure(timeS: number): void {
    if (!(this.lastTimeS < timeS) || timeS - this.lastTimeS > MAX_GAP_S) return
    let closed: StoredFrame | undefined
    let smallest = Math.min(CLOSED_GAP, lipGap(this.sample.coefficients) - 0.01)
    for (let i = this.indexAfter(this.lastTimeS); i < this.frames.length; i++) {
      const frame = this.frames[i]!
      if (frame.timeS > timeS) break
      const gap = lipGap(frame.coefficients)
      if (gap < smallest) {
        smallest = gap
        closed = frame
      }
    }
    if (!closed) return
    for (const index of MOUTH_CHANNELS) this.sample.coefficients[index] = closed.coefficients[index]!
  }

  private relax(dtS: number): void {
    const keep = Math.exp(-Math.max(dtS, 0) / DECAY_S)
    const { coefficients, headRotation, gaze } = this.sample
    for (let i = 0; i < COEFFICIENT_COUNT; i++) {
      const value = coefficients[i]! * keep
      coefficients[i] = value < 1e-4 ? 0 : value
    }
    // A head which snaps upright looks like a fault: it settles four times as slowly as the mouth.
    const keepHead = Math.exp(-Math.max(dtS, 0) / (4 * DECAY_S))
    for (let i = 0; i < 3; i++) headRotation[i]! *= keepHead
    for (let i = 0; i < 2; i++) gaze[i]! *= keepHead
    this.sample.weight *= keep
  }

  private dropBefore(timeS: number): void {
    const first = this.indexAfter(timeS)
    if (first > 256) this.frames.splice(0, first)
  }
}
