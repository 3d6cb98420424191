import type { Vec3 } from '../types.ts'

/** Row-major 3 × 3. */
export type Mat3 = readonly [number, number, number, number, number, number, number, number, number]

/** Ry(yaw) · Rx(pitch) · Rz(roll); + pitch nods down, + yaw turns to the persona's left. */
export function headRotationMatrix([pitch, yaw, roll]: Vec3): Mat3 {
  const cx = Math.cos(pitch)
  const sx = Math.sin(pitch)
  const cy = Math.cos(yaw)
  const sy = Math.sin(yaw)
  const cz = Math.cos(roll)
  const sz = Math.sin(roll)
  return [
    cy * cz + sy * sx * sz, sy * sx * cz - cy * sz, sy * cx,
    cx * sz, cx * cz, -sx,
    cy * sx * sz - sy * cz, sy * sz + cy * sx * cz, cy * cx,
  ]
}

/** The transpose of `m`, which for a rotation is its inverse, times `v`. */
export function applyTransposed(m: Mat3, v: Vec3): Vec3 {
  return [
    m[0] * v[0] + m[3] * v[1] + m[6] * v[2],
    m[1] * v[0] + m[4] * v[1] + m[7] * v[2],
    m[2] * v[0] + m[5] * v[1] + m[8] * v[2],
  ]
}
