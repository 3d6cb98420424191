import type { GltfNode } from './schema.ts'

/** Column-major, as in glTF. */
export type Mat4 = readonly number[]

export const IDENTITY: Mat4 = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]

export function multiply(a: Mat4, b: Mat4): Mat4 {
  const out = new Array<number>(16)
  for (let column = 0; column < 4; column++) {
    for (let row = 0; row < 4; row++) {
      let sum = 0
      for (let k = 0; k < 4; k++) sum += a[4 * k + row]! * b[4 * column + k]!
      out[4 * column + row] = sum
    }
  }
  return out
}

export function nodeMatrix({ matrix, translation, rotation, scale }: GltfNode): Mat4 {
  if (matrix) return matrix
  const [x, y, z, w] = rotation as [number, number, number, number]
  const [sx, sy, sz] = scale as [number, number, number]
  return [
    (1 - 2 * (y * y + z * z)) * sx, 2 * (x * y + z * w) * sx, 2 * (x * z - y * w) * sx, 0,
    2 * (x * y - z * w) * sy, (1 - 2 * (x * x + z * z)) * sy, 2 * (y * z + x * w) * sy, 0,
    2 * (x * z + y * w) * sz, 2 * (y * z - x * w) * sz, (1 - 2 * (x * x + y * y)) * sz, 0,
    translation[0]!, translation[1]!, translation[2]!, 1,
  ]
}

/** Σ weight · matrix. */
export function blend(matrices: readonly Mat4[], weights: readonly number[]): Mat4 {
  const out = new Array<number>(16).fill(0)
  matrices.forEach((matrix, i) => matrix.forEach((value, k) => (out[k]! += weights[i]! * value)))
  return out
}

/** Writes m · (x, y, z, w) at `at`; w 1 for points, 0 for directions. */
export function transform(m: Mat4, x: number, y: number, z: number, w: 0 | 1, out: Float32Array, at: number): void {
  for (let row = 0; row < 3; row++) out[at + row] = m[row]! * x + m[4 + row]! * y + m[8 + row]! * z + m[12 + row]! * w
}
