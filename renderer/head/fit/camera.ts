import type { Vec3 } from '../types.ts'
import type { CameraEntry } from '../model/format.ts'

/** Where a photograph was taken from: x = R · head point + t, seen down −z; all in cm. */
export interface Pose {
  /** Row-major 3 × 3, head to camera. */
  readonly rotation: Float64Array
  readonly translation: Float64Array
}

/** A pinhole with square pixels: focal length and centre in pixels, y downwards. */
export interface Lens {
  readonly focal: number
  readonly centerX: number
  readonly centerY: number
}

export function straightPose(translation: Vec3): Pose {
  return { rotation: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), translation: Float64Array.from(translation) }
}

/** The pose turned by a small rotation vector (camera space) and shifted. */
export function movedPose(pose: Pose, [wx, wy, wz]: Vec3, shift: Vec3): Pose {
  const angle = Math.hypot(wx, wy, wz)
  const s = angle < 1e-9 ? 1 : Math.sin(angle) / angle
  const c = angle < 1e-9 ? 0.5 : (1 - Math.cos(angle)) / (angle * angle)
  const cosine = Math.cos(angle)
  const turn = [
    cosine + c * wx * wx, c * wx * wy - s * wz, c * wx * wz + s * wy,
    c * wx * wy + s * wz, cosine + c * wy * wy, c * wy * wz - s * wx,
    c * wx * wz - s * wy, c * wy * wz + s * wx, cosine + c * wz * wz,
  ]
  const r = pose.rotation
  const rotation = new Float64Array(9)
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) rotation[3 * i + j] = turn[3 * i]! * r[j]! + turn[3 * i + 1]! * r[3 + j]! + turn[3 * i + 2]! * r[6 + j]!
  }
  return { rotation, translation: pose.translation.map((value, i) => value + shift[i]!) }
}

/** Head points (3 · n) in camera space. */
export function toCamera(points: ArrayLike<number>, { rotation: r, translation: t }: Pose): Float64Array {
  const out = new Float64Array(points.length)
  for (let i = 0; i < points.length; i += 3) {
    const x = points[i]!
    const y = points[i + 1]!
    const z = points[i + 2]!
    out[i] = r[0]! * x + r[1]! * y + r[2]! * z + t[0]!
    out[i + 1] = r[3]! * x + r[4]! * y + r[5]! * z + t[1]!
    out[i + 2] = r[6]! * x + r[7]! * y + r[8]! * z + t[2]!
  }
  return out
}

/** Pixels (2 · n) of camera-space points. */
export function project(camera: ArrayLike<number>, lens: Lens): Float64Array {
  const out = new Float64Array((camera.length / 3) * 2)
  for (let i = 0, o = 0; i < camera.length; i += 3, o += 2) {
    const scale = lens.focal / -camera[i + 2]!
    out[o] = lens.centerX + scale * camera[i]!
    out[o + 1] = lens.centerY - scale * camera[i + 1]!
  }
  return out
}

/** Position of the camera in head space. */
export function cameraPosition({ rotation: r, translation: t }: Pose): [number, number, number] {
  return [0, 1, 2].map((i) => -(r[i]! * t[0]! + r[3 + i]! * t[1]! + r[6 + i]! * t[2]!)) as [number, number, number]
}

/** The same camera as the renderer describes it; the lens has to be centred on the frame of `width` × `height`. */
export function cameraEntry(pose: Pose, lens: Lens, width: number, height: number): CameraEntry {
  const { rotation: r } = pose
  const position = cameraPosition(pose)
  const distance = Math.hypot(...pose.translation)
  return {
    position,
    target: [position[0] - r[6]! * distance, position[1] - r[7]! * distance, position[2] - r[8]! * distance],
    up: [r[3]!, r[4]!, r[5]!],
    fovYDeg: (2 * Math.atan(height / 2 / lens.focal) * 180) / Math.PI,
    aspect: width / height,
  }
}
