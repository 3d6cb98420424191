import { project, straightPose, movedPose, toCamera, type Lens, type Pose } from '../camera.ts'
import { shaped, type FitModel, type MovingPoints } from '../fit-model.ts'
import { EXPRESSION_UNKNOWNS, expressionWeights } from './expression-basis.ts'
import { NormalEquations } from './normal-equations.ts'
import { JAW_LINE, silhouettePoints } from './silhouette.ts'

/** What was found in one photograph. */
export interface PhotoLandmarks {
  /** x, y of the 478 points of the face mesh, px (2 · 478). */
  readonly mesh: Float64Array
  readonly lens: Lens
}

export interface FittedPhoto {
  readonly pose: Pose
  /** The 52 coefficients of the photographed expression. */
  readonly weights: Float32Array
  /** Mean distance of the landmarks from where the fitted face has them, over the distance of the outer corners of the eyes. */
  readonly nme: number
}

export interface FittedPerson {
  /** Standard deviations of every mode. */
  readonly identity: Float64Array
  readonly photos: readonly FittedPhoto[]
}

const OUTER_EYES = [33, 263] as const
/** Distance of the outer corners of the eyes of a grown person, cm; sets the first guess of the distance only. */
const OUTER_EYES_CM = 9
/** Noise over that distance of a landmark that lies as sharp as most do, and how far that one strays, cm. */
const NOISE = 0.014
const USUAL_SPREAD_CM = 0.16
/** Neighbouring landmarks err together: each counts for less than a measurement of its own. */
const INDEPENDENCE = 0.3
/** Measured with `npm run fit:known`: weaker, and what an expression does to a mouth is taken for its shape. */
const IDENTITY_PRIOR = 4
const EXPRESSION_PRIOR = 3
const JAW_WEIGHT = 0.5
const LARGEST_IDENTITY = 3
const POSE = 6
const RIGID_ROUNDS = 8
const ROUNDS = 10

/** Outer-eye distance of a face mesh, px. */
export function outerEyeDistance(mesh: Float64Array): number {
  const [a, b] = OUTER_EYES
  return Math.hypot(mesh[2 * a]! - mesh[2 * b]!, mesh[2 * a + 1]! - mesh[2 * b + 1]!)
}

/** Mean distance of two sets of points over the outer-eye distance of the first mesh. */
export function normalisedMeanError(mesh: Float64Array, indices: readonly number[], points: Float64Array): number {
  const scale = outerEyeDistance(mesh)
  let sum = 0
  indices.forEach((at, i) => (sum += Math.hypot(mesh[2 * at]! - points[2 * i]!, mesh[2 * at + 1]! - points[2 * i + 1]!)))
  return sum / indices.length / scale
}

/**
 * One face, and for every photograph its pose and expression, by bounded least squares on the landmarks: first the poses
 * alone, then everything, the jaw line matched anew in each round to whatever is the outline from there.
 */
export function fitPhotos(model: FitModel, photos: readonly PhotoLandmarks[]): FittedPerson {
  const fit = new PhotoFit(model, photos)
  for (let round = 0; round < RIGID_ROUNDS; round++) fit.improve('pose')
  for (let round = 0; round < ROUNDS; round++) fit.improve('all')
  return fit.result()
}

class PhotoFit {
  private readonly identity: Float64Array
  private readonly poses: Pose[]
  private readonly expressions: Float64Array[]

  constructor(
    private readonly model: FitModel,
    private readonly photos: readonly PhotoLandmarks[],
  ) {
    this.identity = new Float64Array(model.modes)
    this.expressions = photos.map(() => new Float64Array(EXPRESSION_UNKNOWNS.length))
    this.poses = photos.map(({ mesh, lens }) => {
      const distance = (lens.focal * OUTER_EYES_CM) / outerEyeDistance(mesh)
      const [a, b] = OUTER_EYES
      const x = (((mesh[2 * a]! + mesh[2 * b]!) / 2 - lens.centerX) * distance) / lens.focal
      const y = ((lens.centerY - (mesh[2 * a + 1]! + mesh[2 * b + 1]!) / 2) * distance) / lens.focal
      return straightPose([x, y - EYES_ABOVE_ORIGIN_CM, -distance - EYES_BEFORE_ORIGIN_CM])
    })
  }

  improve(what: 'pose' | 'all'): void {
    const { model, photos } = this
    const modes = model.modes
    const perPhoto = POSE + EXPRESSION_UNKNOWNS.length
    const equations = new NormalEquations(modes + photos.length * perPhoto)
    const values = new Float64Array(equations.size)
    const least = new Float64Array(equations.size).fill(-Infinity)
    const most = new Float64Array(equations.size).fill(Infinity)
    for (let k = 0; k < modes; k++) {
      values[k] = this.identity[k]!
      least[k] = what === 'all' ? -LARGEST_IDENTITY : values[k]!
      most[k] = what === 'all' ? LARGEST_IDENTITY : values[k]!
      equations.prior(k, values[k]!, 0, IDENTITY_PRIOR)
    }
    photos.forEach((photo, p) => {
      const first = modes + p * perPhoto
      const expression = this.expressions[p]!
      EXPRESSION_UNKNOWNS.forEach(({ stiffness }, k) => {
        const at = first + POSE + k
        values[at] = expression[k]!
        least[at] = what === 'all' ? 0 : values[at]!
        most[at] = what === 'all' ? 1 : values[at]!
        equations.prior(at, values[at]!, 0, EXPRESSION_PRIOR * stiffness)
      })
      this.addLandmarks(equations, photo, p, first)
      if (what === 'all') this.addJaw(equations, photo, p, first)
    })
    const step = equations.step(values, least, most)
    for (let k = 0; k < modes; k++) this.identity[k]! += step[k]!
    photos.forEach((_, p) => {
      const first = modes + p * perPhoto
      const [wx, wy, wz, x, y, z] = step.subarray(first, first + POSE) as unknown as [number, number, number, number, number, number]
      this.poses[p] = movedPose(this.poses[p]!, [wx, wy, wz], [x, y, z])
      for (let k = 0; k < EXPRESSION_UNKNOWNS.length; k++) this.expressions[p]![k]! += step[first + POSE + k]!
    })
  }

  result(): FittedPerson {
    const { model } = this
    return {
      identity: this.identity.slice(),
      photos: this.photos.map(({ mesh, lens }, p) => {
        const weights = expressionWeights(this.expressions[p]!)
        const camera = toCamera(shaped(model.landmarks, this.identity, weights), this.poses[p]!)
        return { pose: this.poses[p]!, weights, nme: normalisedMeanError(mesh, model.landmarkIndices, project(camera, lens)) }
      }),
    }
  }

  private addLandmarks(equations: NormalEquations, photo: PhotoLandmarks, p: number, first: number): void {
    const { landmarks, landmarkIndices, landmarkSpreadCm } = this.model
    const points = shaped(landmarks, this.identity, expressionWeights(this.expressions[p]!))
    const weight = INDEPENDENCE / (NOISE * outerEyeDistance(photo.mesh)) ** 2
    const weights = landmarkSpreadCm.map((spread) => weight * (USUAL_SPREAD_CM / spread) ** 2)
    this.addRows(equations, photo, p, first, landmarks, points, (row) => row, landmarkIndices, weights)
  }

  private addJaw(equations: NormalEquations, photo: PhotoLandmarks, p: number, first: number): void {
    const level = this.model.level('low')
    const points = shaped(level.points, this.identity, expressionWeights(this.expressions[p]!))
    const matches = silhouettePoints(level, points, this.poses[p]!, photo.lens, photo.mesh)
    const weight = (JAW_WEIGHT * INDEPENDENCE) / (NOISE * outerEyeDistance(photo.mesh)) ** 2
    const found = JAW_LINE.flatMap((landmark, i) => (matches[i] === -1 ? [] : [{ landmark, vertex: matches[i]! }]))
    this.addRows(equations, photo, p, first, level.points, points, (row) => found[row]!.vertex, found.map(({ landmark }) => landmark), found.map(() => weight))
  }

  /** Two rows for every landmark: how the picture of its point moves with every unknown. */
  private addRows(
    equations: NormalEquations,
    { mesh, lens }: PhotoLandmarks,
    p: number,
    first: number,
    moving: MovingPoints,
    points: Float32Array,
    pointOf: (row: number) => number,
    landmarks: readonly number[],
    weights: readonly number[],
  ): void {
    const modes = this.model.modes
    const { rotation: r, translation: t } = this.poses[p]!
    const unknowns = new Int32Array(modes + POSE + EXPRESSION_UNKNOWNS.length)
    for (let k = 0; k < unknowns.length; k++) unknowns[k] = k < modes ? k : first + k - modes
    const horizontal = new Float64Array(unknowns.length)
    const vertical = new Float64Array(unknowns.length)
    landmarks.forEach((landmark, row) => {
      const v = 3 * pointOf(row)
      const [px, py, pz] = [points[v]!, points[v + 1]!, points[v + 2]!]
      const rx = r[0]! * px + r[1]! * py + r[2]! * pz
      const ry = r[3]! * px + r[4]! * py + r[5]! * pz
      const rz = r[6]! * px + r[7]! * py + r[8]! * pz
      const [x, y, z] = [rx + t[0]!, ry + t[1]!, rz + t[2]!]
      const scale = lens.focal / -z
      const turnX = (lens.focal * x) / (z * z)
      const turnY = (lens.focal * y) / (z * z)
      const set = (k: number, dx: number, dy: number, dz: number): void => {
        horizontal[k] = scale * dx + turnX * dz
        vertical[k] = -scale * dy - turnY * dz
      }
      const setField = (k: number, fx: number, fy: number, fz: number): void =>
        set(k, r[0]! * fx + r[1]! * fy + r[2]! * fz, r[3]! * fx + r[4]! * fy + r[5]! * fz, r[6]! * fx + r[7]! * fy + r[8]! * fz)
      moving.modes.forEach((mode, k) => setField(k, mode[v]!, mode[v + 1]!, mode[v + 2]!))
      set(modes, 0, -rz, ry)
      set(modes + 1, rz, 0, -rx)
      set(modes + 2, -ry, rx, 0)
      set(modes + 3, 1, 0, 0)
      set(modes + 4, 0, 1, 0)
      set(modes + 5, 0, 0, 1)
      EXPRESSION_UNKNOWNS.forEach(({ coefficients }, k) => {
        let [fx, fy, fz] = [0, 0, 0]
        for (const index of coefficients) {
          const shape = moving.shapes[index]!
          fx += shape[v]!
          fy += shape[v + 1]!
          fz += shape[v + 2]!
        }
        setField(modes + POSE + k, fx, fy, fz)
      })
      equations.add(unknowns, horizontal, lens.centerX + scale * x - mesh[2 * landmark]!, weights[row]!)
      equations.add(unknowns, vertical, lens.centerY - scale * y - mesh[2 * landmark + 1]!, weights[row]!)
    })
  }
}

/** Where the eyes of the mean head lie from its origin. */
const EYES_ABOVE_ORIGIN_CM = 3.5
const EYES_BEFORE_ORIGIN_CM = 8
