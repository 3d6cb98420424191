import type { AvatarFile } from '../../contract/avatar.ts'
import type { BakedMesh, Binding } from './baked.ts'

type Vec3 = [number, number, number]

/** Where a face of our own has its eyes: the camera and the light were made for it. */
const EYES_AT: Vec3 = [0, 3.35, 8]
/** A person's eyes are about this far apart, and this far above the middle of the mouth, cm. */
const EYE_DISTANCE_CM = 6.3
const EYES_TO_MOUTH_CM = 6.8
/** Metres are what glTF prescribes; a face within this factor of a person's size keeps its own. */
const CM_PER_UNIT = 100
const TRUSTED_FACTOR = 1.6
const DEFAULT_PIVOT: Vec3 = [0, -4.5, -1]
const LOOK_DEG = { up: 20, down: 26, in: 28, out: 28 }
const CAMERA = { distanceCm: 105, rise: 2.5, target: [0, -2, 0] as Vec3, fovYDeg: 21.6, aspect: 0.8 }
/** Room above the hair, as a share of the height of the picture. */
const HEADROOM = 0.06
const HALF_HEIGHT = Math.tan((CAMERA.fovYDeg * Math.PI) / 360)
/** Without bones this far below the eyes everything still turns with the head, and further down nothing does, cm. */
const TURNS_TO = -13
const STAYS_FROM = -21

/** The light of the portrait that ships, so that every head stands in the same room. */
const LIGHT: AvatarFile['light'] = {
  sh: [
    [0.4709, 0.47248, 0.47689], [0.21392, 0.20868, 0.20203], [0.2112, 0.20254, 0.19107], [-0.10335, -0.09916, -0.09345], [-0.10235, -0.0998, -0.09632],
    [0.0942, 0.0879, 0.07873], [0.06032, 0.05872, 0.05675], [-0.23027, -0.21594, -0.19799], [0.03917, 0.03974, 0.04053],
  ],
  key: { direction: [-0.4789, 0.4346, 0.7627], color: [1, 0.955, 0.9] },
}

export interface FaceFrame extends Pick<AvatarFile, 'pivot' | 'eyes' | 'camera' | 'light'> {
  /** To our units, the face towards the viewer: scale · turn · (p − from) + to. */
  readonly scale: number
  /** Quarter turns to the left about the vertical. */
  readonly quarters: number
  readonly from: Vec3
}

/** How a model has to be turned, sized and moved to look out of the picture as our own head does. */
export function frameFace(mesh: BakedMesh): FaceFrame {
  const landmarks = new Landmarks(mesh)
  const quarters = mesh.facesBack && !landmarks.forward ? 2 : quartersTo(landmarks.forward ?? [0, 0, 1])
  const left = turn(landmarks.left, quarters)
  const right = turn(landmarks.right, quarters)
  const mouth = landmarks.mouth && turn(landmarks.mouth, quarters)
  const between = Math.hypot(left[0] - right[0], left[1] - right[1], left[2] - right[2])
  const drop = mouth ? Math.abs((left[1] + right[1]) / 2 - mouth[1]) : 0
  const guesses = [between > 0 ? EYE_DISTANCE_CM / between : 0, drop > 0 ? EYES_TO_MOUTH_CM / drop : 0].filter((guess) => guess > 0 && Number.isFinite(guess))
  const guess = guesses.length > 0 ? Math.exp(guesses.reduce((sum, value) => sum + Math.log(value), 0) / guesses.length) : CM_PER_UNIT
  const scale = Math.abs(Math.log(guess / CM_PER_UNIT)) < Math.log(TRUSTED_FACTOR) ? CM_PER_UNIT : guess
  const middle = midpoint(landmarks.left, landmarks.right)
  const frame = { scale, quarters, from: middle }
  const eye = (place: Vec3) => ({ center: placed(place, frame), axis: [0, 0, 1] as Vec3, lookDeg: LOOK_DEG })
  const top = topOfHead(mesh, frame)
  const distance = Math.max(CAMERA.distanceCm, (top - CAMERA.target[1]) / (HALF_HEIGHT * (1 - HEADROOM)))
  return {
    ...frame,
    pivot: pivotOf(mesh, frame),
    eyes: { left: eye(landmarks.left), right: eye(landmarks.right) },
    camera: { position: [0, CAMERA.target[1] + CAMERA.rise, distance], target: CAMERA.target, up: [0, 1, 0], fovYDeg: CAMERA.fovYDeg, aspect: CAMERA.aspect },
    light: LIGHT,
  }
}

export function placed(point: ArrayLike<number>, { scale, quarters, from }: Pick<FaceFrame, 'scale' | 'quarters' | 'from'>): Vec3 {
  const turned = turn([point[0]! - from[0], point[1]! - from[1], point[2]! - from[2]], quarters)
  return [scale * turned[0] + EYES_AT[0], scale * turned[1] + EYES_AT[1], scale * turned[2] + EYES_AT[2]]
}

/** A direction or displacement, turned only. */
export function turn([x, y, z]: readonly [number, number, number], quarters: number): Vec3 {
  const turns: Vec3[] = [[x, y, z], [z, y, -x], [-x, y, -z], [-z, y, x]]
  return turns[quarters & 3]!
}

/** How much a vertex at height `y` (cm, ours) turns with the head where no bones say so. */
export function followByHeight(y: number): number {
  const t = Math.min(Math.max((y - (EYES_AT[1] + STAYS_FROM)) / (TURNS_TO - STAYS_FROM), 0), 1)
  return t * t * (3 - 2 * t)
}

/** Below the lower edge of the picture by a margin, cm: never seen. */
export function lowestSeen(camera: AvatarFile['camera']): number {
  return camera.target[1] - 1.35 * HALF_HEIGHT * camera.position[2]
}

/** Where eyes and mouth are, in the file's own units: bones and eyeballs know it best, else the shapes that move them. */
class Landmarks {
  readonly left: Vec3
  readonly right: Vec3
  readonly mouth: Vec3 | null
  /** From the middle of the head to its face; null where nothing tells. */
  readonly forward: Vec3 | null

  constructor(mesh: BakedMesh) {
    const center = centerOf(mesh)
    const found = (side: 'Left' | 'Right', bone: readonly [number, number, number] | null, mark: number): Vec3 | null =>
      eyeball(mesh, mark) ?? (bone && [...bone]) ?? movedBy(mesh, (binding) => binding.coefficient === `eyeBlink${side}`, side)
    const left = found('Left', mesh.bones.leftEye, 1)
    const right = found('Right', mesh.bones.rightEye, 2)
    this.mouth =
      movedBy(mesh, ({ coefficient }) => coefficient === 'mouthPucker' || coefficient === 'mouthFunnel', null) ??
      movedBy(mesh, ({ coefficient }) => /^mouth|^jawOpen/.test(coefficient), null)
    const face = left && right ? midpoint(left, right) : this.mouth
    this.forward = face && [face[0] - center[0], 0, face[2] - center[2]]
    const guess = this.mouth ?? center
    const size = 1 / CM_PER_UNIT
    this.left = left ?? [guess[0] + 0.5 * EYE_DISTANCE_CM * size, guess[1] + EYES_TO_MOUTH_CM * size, guess[2]]
    this.right = right ?? [guess[0] - 0.5 * EYE_DISTANCE_CM * size, guess[1] + EYES_TO_MOUTH_CM * size, guess[2]]
  }
}

function quartersTo([x, , z]: Vec3): number {
  if (Math.abs(z) >= Math.abs(x)) return z >= 0 ? 0 : 2
  return x > 0 ? 3 : 1
}

/** Middle of what turns with the head, or of all there is. */
function centerOf({ positions, follow, index }: BakedMesh): Vec3 {
  const low: Vec3 = [Infinity, Infinity, Infinity]
  const high: Vec3 = [-Infinity, -Infinity, -Infinity]
  for (const v of index) {
    if (follow && follow[v]! < 0.9) continue
    for (let c = 0; c < 3; c++) {
      low[c] = Math.min(low[c]!, positions[3 * v + c]!)
      high[c] = Math.max(high[c]!, positions[3 * v + c]!)
    }
  }
  return low[0] <= high[0] ? midpoint(low, high) : [0, 0, 0]
}

function eyeball({ positions, eye }: BakedMesh, mark: number): Vec3 | null {
  const low: Vec3 = [Infinity, Infinity, Infinity]
  const high: Vec3 = [-Infinity, -Infinity, -Infinity]
  for (let v = 0; v < eye.length; v++) {
    if (eye[v] !== mark) continue
    for (let c = 0; c < 3; c++) {
      low[c] = Math.min(low[c]!, positions[3 * v + c]!)
      high[c] = Math.max(high[c]!, positions[3 * v + c]!)
    }
  }
  return low[0] <= high[0] ? midpoint(low, high) : null
}

/** Where most of a movement happens; of a shape of both sides only that side (+x is the left). */
function movedBy(mesh: BakedMesh, wanted: (binding: Binding) => boolean, side: 'Left' | 'Right' | null): Vec3 | null {
  const sum: Vec3 = [0, 0, 0]
  let total = 0
  for (const binding of mesh.bindings) {
    if (!wanted(binding)) continue
    const { indices, deltas } = binding.shape
    indices.forEach((v, i) => {
      const x = mesh.positions[3 * v]!
      const mirrored = mesh.facesBack ? -x : x
      if (binding.side !== null && side !== null && mirrored > 0 !== (side === 'Left')) return
      const weight = Math.hypot(deltas[3 * i]!, deltas[3 * i + 1]!, deltas[3 * i + 2]!)
      total += weight
      for (let c = 0; c < 3; c++) sum[c]! += weight * mesh.positions[3 * v + c]!
    })
  }
  return total > 0 ? [sum[0] / total, sum[1] / total, sum[2] / total] : null
}

function topOfHead({ positions, index, follow }: BakedMesh, frame: Pick<FaceFrame, 'scale' | 'quarters' | 'from'>): number {
  let top = 0
  for (const v of index) {
    if (follow && follow[v]! < 0.5) continue
    top = Math.max(top, frame.scale * (positions[3 * v + 1]! - frame.from[1]) + EYES_AT[1])
  }
  return top
}

/** The joint of head and neck: the head's bone where it is where one has to be. */
function pivotOf({ bones }: BakedMesh, frame: Pick<FaceFrame, 'scale' | 'quarters' | 'from'>): Vec3 {
  if (!bones.head) return DEFAULT_PIVOT
  const [x, y, z] = placed(bones.head, frame)
  return Math.abs(x) < 3 && y < EYES_AT[1] && y > -16 && Math.abs(z) < 10 ? [x, y, z] : DEFAULT_PIVOT
}

function midpoint(a: Vec3, b: Vec3): Vec3 {
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2]
}
