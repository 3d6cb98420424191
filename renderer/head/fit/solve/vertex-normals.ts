import { weld } from '../../model/normals.ts'

/** Area-weighted unit normals of the vertices that `index` uses, alike where vertices share a spot; 0 elsewhere. */
export function vertexNormals(points: Float32Array, index: ArrayLike<number>, joined: ArrayLike<number> = weld(points)): Float32Array {
  const normals = new Float32Array(points.length)
  for (let i = 0; i < index.length; i += 3) {
    const [a, b, c] = [3 * index[i]!, 3 * index[i + 1]!, 3 * index[i + 2]!]
    const ux = points[b]! - points[a]!
    const uy = points[b + 1]! - points[a + 1]!
    const uz = points[b + 2]! - points[a + 2]!
    const wx = points[c]! - points[a]!
    const wy = points[c + 1]! - points[a + 1]!
    const wz = points[c + 2]! - points[a + 2]!
    for (let corner = 0; corner < 3; corner++) {
      const v = 3 * joined[index[i + corner]!]!
      normals[v]! += uy * wz - uz * wy
      normals[v + 1]! += uz * wx - ux * wz
      normals[v + 2]! += ux * wy - uy * wx
    }
  }
  const unit = new Float32Array(points.length)
  for (const v of new Set(Array.from(index))) {
    const from = 3 * joined[v]!
    const length = Math.hypot(normals[from]!, normals[from + 1]!, normals[from + 2]!) || 1
    for (let k = 0; k < 3; k++) unit[3 * v + k] = normals[from + k]! / length
  }
  return unit
}
