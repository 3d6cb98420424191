import { project, toCamera } from '../camera.ts'
import { shaped, type FitModel } from '../fit-model.ts'
import { outerEyeDistance, type FittedPhoto } from '../solve/fit-photos.ts'
import { FRAME_LENS } from './photo.ts'

/** Outline of the lips, then of what shows between them, among the landmarks. */
const LIP_LINES = [
  61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146,
  78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95,
] as const
/** How far a landmark is felt, of the outer-eye distance, and up to how many times that. */
const FELT = 0.045
const FURTHEST = 3
/** Sum of what is felt from which on a shift is a whole one. */
const WHOLE = 0.8

/**
 * How far from where the fitted lips lie a photograph shows them, px: a millimetre there would be two on the face at
 * rest, which draws in what a smile has stretched.
 */
export class LipShift {
  private constructor(
    /** x, y of each landmark on the fitted face, and where from there it was found. */
    private readonly marks: readonly { readonly x: number; readonly y: number; readonly dx: number; readonly dy: number }[],
    private readonly reach: number,
  ) {}

  static of(model: FitModel, mesh: Float64Array, identity: ArrayLike<number>, { pose, weights }: FittedPhoto): LipShift {
    const at = project(toCamera(shaped(model.landmarks, identity, weights), pose), FRAME_LENS)
    const marks = LIP_LINES.flatMap((landmark) => {
      const i = model.landmarkIndices.indexOf(landmark)
      if (i === -1) return []
      const [x, y] = [at[2 * i]!, at[2 * i + 1]!]
      return [{ x, y, dx: mesh[2 * landmark]! - x, dy: mesh[2 * landmark + 1]! - y }]
    })
    return new LipShift(marks, FELT * outerEyeDistance(mesh))
  }

  /** From a place of the fitted face to what the photograph shows of it. */
  at(x: number, y: number): readonly [number, number] {
    let [sum, dx, dy] = [0, 0, 0]
    for (const mark of this.marks) {
      const away = ((x - mark.x) ** 2 + (y - mark.y) ** 2) / this.reach ** 2
      if (away > FURTHEST ** 2) continue
      const felt = Math.exp(-0.5 * away)
      sum += felt
      dx += felt * mark.dx
      dy += felt * mark.dy
    }
    const share = sum === 0 ? 0 : 1 / Math.max(sum, WHOLE)
    return [x + share * dx, y + share * dy]
  }
}
