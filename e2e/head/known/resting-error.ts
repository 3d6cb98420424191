import { COEFFICIENT_COUNT } from '../../../electron/contract/coefficients.ts'
import { FRAME_LENS } from '../../../renderer/head/fit/build/photo.ts'
import { restingWeights } from '../../../renderer/head/fit/build/resting-face.ts'
import { shaped, type FitModel } from '../../../renderer/head/fit/fit-model.ts'
import { fitPhotos } from '../../../renderer/head/fit/solve/fit-photos.ts'
import type { SeenPhoto } from './people.ts'

type Points = ArrayLike<number>
type Landmarks = (index: number) => readonly [number, number, number]

/** What a resting face is looked at for, cm. */
const FEATURES = {
  corners: (at: Landmarks) => (at(61)[1] + at(291)[1] - at(13)[1] - at(14)[1]) / 2,
  width: (at: Landmarks) => apart(at(61), at(291)),
  upperLip: (at: Landmarks) => apart(at(0), at(13)),
  lowerLip: (at: Landmarks) => apart(at(14), at(17)),
  lidGap: (at: Landmarks) => (apart(at(159), at(145)) + apart(at(386), at(374))) / 2,
  lowerLids: (at: Landmarks) => (at(145)[1] + at(374)[1]) / 2 - eyeLine(at),
  brows: (at: Landmarks) => (at(105)[1] + at(334)[1]) / 2 - eyeLine(at),
} as const

const apart = (a: Points, b: Points): number => Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!, a[2]! - b[2]!)
const eyeLine = (at: Landmarks): number => (at(33)[1] + at(133)[1] + at(362)[1] + at(263)[1]) / 4

/** Of one photograph, mm; `nme` as of the fit. */
export type RestingError = Record<keyof typeof FEATURES | 'shape', number> & { readonly nme: number }

/** How far the resting face that is fitted to a photograph is from the person's own: mean distance of its landmarks, and what is too much of each feature. */
export function restingError(model: FitModel, { mesh, identity }: SeenPhoto): RestingError | null {
  if (!mesh) return null
  const { landmarks } = model
  const truth = identity ? shaped(landmarks, identity, new Float32Array(COEFFICIENT_COUNT)) : shippedLandmarks(model)
  const fit = fitPhotos(model, [{ mesh: Float64Array.from(mesh), lens: FRAME_LENS }])
  const { weights, nme } = fit.photos[0]!
  const rest = laidOver(shaped(landmarks, fit.identity, restingWeights(weights)), truth)
  const at = (points: Points): Landmarks => (index) => {
    const i = 3 * model.landmarkIndices.indexOf(index)
    return [points[i]!, points[i + 1]!, points[i + 2]!]
  }
  const features = Object.fromEntries(Object.entries(FEATURES).map(([name, of]) => [name, 10 * (of(at(rest)) - of(at(truth)))])) as Record<keyof typeof FEATURES, number>
  let shape = 0
  for (let i = 0; i < truth.length; i += 3) shape += apart(rest.subarray(i, i + 3), truth.subarray(i, i + 3))
  return { ...features, shape: (10 * shape) / landmarks.count, nme }
}

/** Those of the head that ships, whose face is of more than the fifty modes: read at the vertices nearest to them. */
function shippedLandmarks(model: FitModel): Float32Array {
  const level = model.level('high')
  const { mean } = model.landmarks
  const stored = new Float32Array(model.headBin, level.lod.attributes.position.offset, 3 * level.points.count)
  const [first, end] = level.range('skin')
  return mean.map((value, i) => {
    const landmark = mean.subarray(i - (i % 3), i - (i % 3) + 3)
    let [nearest, least] = [first, Infinity]
    for (let v = first; v < end; v++) {
      const distance = apart(level.points.mean.subarray(3 * v, 3 * v + 3), landmark)
      if (distance < least) [least, nearest] = [distance, v]
    }
    return stored[3 * nearest + (i % 3)]! + value - level.points.mean[3 * nearest + (i % 3)]!
  })
}

const TURNS = 12

/** `points` moved, turned and scaled onto `onto`. */
function laidOver(points: Float32Array, onto: Float32Array): Float64Array {
  const middleOf = (of: Float32Array): number[] => [0, 1, 2].map((c) => of.reduce((sum, value, i) => (i % 3 === c ? sum + value : sum), 0) / (of.length / 3))
  const [from, to] = [middleOf(points), middleOf(onto)]
  const a = Float64Array.from(points, (value, i) => value - from[i % 3]!)
  const b = Float64Array.from(onto, (value, i) => value - to[i % 3]!)
  for (let k = 0; k < TURNS; k++) for (const [u, v] of [[0, 1], [1, 2], [2, 0]] as const) turnOnto(a, b, u, v)
  let [ab, aa] = [0, 0]
  a.forEach((value, i) => {
    ab += value * b[i]!
    aa += value * value
  })
  return a.map((value, i) => (value * ab) / aa + to[i % 3]!)
}

/** Turns `a` in the plane of two axes as far onto `b` as that goes. */
function turnOnto(a: Float64Array, b: Float64Array, u: number, v: number): void {
  let [sine, cosine] = [0, 0]
  for (let i = 0; i < a.length; i += 3) {
    sine += a[i + u]! * b[i + v]! - a[i + v]! * b[i + u]!
    cosine += a[i + u]! * b[i + u]! + a[i + v]! * b[i + v]!
  }
  const angle = Math.atan2(sine, cosine)
  for (let i = 0; i < a.length; i += 3) {
    const [x, y] = [a[i + u]!, a[i + v]!]
    a[i + u] = Math.cos(angle) * x - Math.sin(angle) * y
    a[i + v] = Math.sin(angle) * x + Math.cos(angle) * y
  }
}
