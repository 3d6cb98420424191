import type { Vec3 } from '../types.ts'

/** Least irradiance, which keeps ratios finite where the fitted light undershoots; the shaders use the same. */
const LEAST = 0.02

/** Irradiance of second-order light `sh` (see head.json) at each unit normal: three values a vertex. */
export function restIrradiance(normals: Float32Array, sh: readonly Vec3[]): Float32Array {
  const light = new Float32Array(normals.length)
  for (let v = 0; v < normals.length; v += 3) {
    const length = Math.hypot(normals[v]!, normals[v + 1]!, normals[v + 2]!) || 1
    const x = normals[v]! / length
    const y = normals[v + 1]! / length
    const z = normals[v + 2]! / length
    const basis = [1, y, z, x, x * y, y * z, 3 * z * z - 1, x * z, x * x - y * y]
    for (let c = 0; c < 3; c++) light[v + c] = Math.max(LEAST, basis.reduce((sum, value, i) => sum + value * sh[i]![c]!, 0))
  }
  return light
}
