import type { AnimationFrame } from '../../contract/animation.ts'
import { COEFFICIENT_INDEX as C } from '../../contract/coefficients.ts'
import { mixFrames } from '../frame-interpolation.ts'

/** Length of a cross-fade between two faces. */
const FADE_S = 0.12

/** Fades between a provider's frames and our own model's of the same moments. */
export class FrameBlend {
  private weight: number | null = null
  private held: AnimationFrame | null = null

  constructor(
    private readonly fps: number,
    /** Where the provider has no head: head, gaze and blinks are always ours. */
    private readonly providerHasHead: boolean,
  ) {}

  /**
   * @param theirs null where the provider has none: its last face is faded out
   * @param own null where our own model is lost
   */
  next(theirs: AnimationFrame | null, own: AnimationFrame | null): AnimationFrame | null {
    if (theirs) this.held = theirs
    const target = theirs ? 1 : 0
    const step = 1 / (FADE_S * this.fps)
    const before = this.weight ?? target
    this.weight = Math.min(before + step, Math.max(before - step, target))
    if (!own) return theirs
    if (!this.held || this.weight === 0) return own
    // A face that is held while it fades has a moment of its own, which is past.
    return { ...mixFrames(own, this.providerHasHead ? this.held : withHeadOf(own, this.held), this.weight), timeS: own.timeS }
  }
}

function withHeadOf(own: AnimationFrame, theirs: AnimationFrame): AnimationFrame {
  const coefficients = Float32Array.from(theirs.coefficients)
  for (const lid of [C.eyeBlinkLeft, C.eyeBlinkRight]) coefficients[lid] = Math.max(coefficients[lid]!, own.coefficients[lid]!)
  return { ...theirs, coefficients, headRotation: own.headRotation, gaze: own.gaze }
}
