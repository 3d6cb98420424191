import { beforeAll, describe, expect, it } from 'vitest'
import { COEFFICIENT_COUNT, COEFFICIENT_INDEX } from '../../../../electron/contract/coefficients.ts'
import { Random } from '../../life/random.ts'
import { FRAME_LENS } from '../build/photo.ts'
import { movedPose, project, straightPose, toCamera } from '../camera.ts'
import { shaped, type FitModel } from '../fit-model.ts'
import { shippedFitModel } from '../fit-test-model.ts'
import { fitPhotos, type PhotoLandmarks } from './fit-photos.ts'

const MESH_POINTS = 478

let model: FitModel
beforeAll(async () => {
  model = await shippedFitModel()
})

/** Landmarks of a known face, turned by `yaw` radians, seen by a detector that errs by `noisePx`. The detector's jaw line is nowhere. */
function landmarksOf(identity: Float64Array, weights: Float32Array, yaw: number, noisePx = 0): PhotoLandmarks {
  const random = new Random(3)
  const pose = movedPose(straightPose([0.4, -1, -108]), [0.05, yaw, -0.03], [0, 0, 0])
  const pixels = project(toCamera(shaped(model.landmarks, identity, weights), pose), FRAME_LENS)
  const mesh = new Float64Array(2 * MESH_POINTS).fill(-1e4)
  model.landmarkIndices.forEach((at, i) => {
    for (let c = 0; c < 2; c++) mesh[2 * at + c] = pixels[2 * i + c]! + noisePx * random.normal()
  })
  return { mesh, lens: FRAME_LENS }
}

function person(seed: number): Float64Array {
  const random = new Random(seed)
  return Float64Array.from({ length: model.modes }, (_, k) => (k < 12 ? 0.8 * random.normal() : 0))
}

/** Mean distance of two faces' landmarks in space, cm, both moved to their own middle. */
function shapeDistance(a: Float64Array, b: Float64Array): number {
  const still = new Float32Array(COEFFICIENT_COUNT)
  const [p, q] = [shaped(model.landmarks, a, still), shaped(model.landmarks, b, still)]
  const middle = (points: Float32Array, c: number): number => points.filter((_, i) => i % 3 === c).reduce((sum, value) => sum + value, 0) / (points.length / 3)
  const offset = [0, 1, 2].map((c) => middle(p, c) - middle(q, c))
  let sum = 0
  for (let i = 0; i < p.length; i += 3) sum += Math.hypot(p[i]! - q[i]! - offset[0]!, p[i + 1]! - q[i + 1]! - offset[1]!, p[i + 2]! - q[i + 2]! - offset[2]!)
  return sum / (p.length / 3)
}

describe('fitPhotos', () => {
  it('finds a face again: its landmarks, and its shape better than the mean face', () => {
    const truth = person(5)
    const { photos, identity } = fitPhotos(model, [landmarksOf(truth, new Float32Array(COEFFICIENT_COUNT), 0.1)])
    expect(photos[0]!.nme).toBeLessThan(0.006)
    expect(shapeDistance(truth, identity)).toBeLessThan(0.6 * shapeDistance(truth, new Float64Array(model.modes)))
  })

  it('tells an open, smiling mouth from the shape of a face', () => {
    const weights = new Float32Array(COEFFICIENT_COUNT)
    weights[COEFFICIENT_INDEX.jawOpen] = 0.4
    weights[COEFFICIENT_INDEX.mouthSmileLeft] = weights[COEFFICIENT_INDEX.mouthSmileRight] = 0.6
    const { photos } = fitPhotos(model, [landmarksOf(person(6), weights, 0, 1)])
    expect(photos[0]!.weights[COEFFICIENT_INDEX.jawOpen]).toBeGreaterThan(0.25)
    expect(photos[0]!.weights[COEFFICIENT_INDEX.mouthSmileLeft]).toBeGreaterThan(0.35)
    expect(photos[0]!.weights[COEFFICIENT_INDEX.eyeBlinkLeft]).toBeLessThan(0.15)
  })

  it('leaves a smile out of the shape of a face', () => {
    const smile = new Float32Array(COEFFICIENT_COUNT)
    for (const [name, value] of [['mouthSmile', 0.9], ['mouthUpperUp', 0.35], ['cheekSquint', 0.6], ['eyeSquint', 0.4]] as const) {
      for (const side of ['Left', 'Right'] as const) smile[COEFFICIENT_INDEX[`${name}${side}`]] = value
    }
    const truth = person(8)
    const { identity } = fitPhotos(model, [landmarksOf(truth, smile, 0.1, 1)])
    const corners = (of: Float64Array): number => {
      const points = shaped(model.landmarks, of, new Float32Array(COEFFICIENT_COUNT))
      const heightOf = (landmark: number): number => points[3 * model.landmarkIndices.indexOf(landmark) + 1]!
      return (heightOf(61) + heightOf(291) - heightOf(13) - heightOf(14)) / 2
    }
    expect(Math.abs(corners(identity) - corners(truth))).toBeLessThan(0.1)
  })

  it('knows a shape better from two sides than from one', () => {
    const truth = person(7)
    const still = new Float32Array(COEFFICIENT_COUNT)
    const front = landmarksOf(truth, still, 0, 2)
    const both = fitPhotos(model, [front, landmarksOf(truth, still, 0.5, 2)])
    expect(shapeDistance(truth, both.identity)).toBeLessThan(shapeDistance(truth, fitPhotos(model, [front]).identity))
    expect(both.photos).toHaveLength(2)
  })
})
