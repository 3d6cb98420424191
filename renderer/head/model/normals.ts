import type { IndexArray } from './index-array.ts'
import type { SparseMorph } from './morphs.ts'

/**
 * Joins vertices that lie on the same spot (they are split where the texture is), so that normals
 * computed over them show no crease. Returns the representative of every vertex.
 */
export function weld(positions: Float32Array): IndexArray {
  const first = new Map<string, number>()
  const count = positions.length / 3
  const representative = count > 0xffff ? new Uint32Array(count) : new Uint16Array(count)
  for (let v = 0; v < representative.length; v++) {
    const key = `${Math.round(positions[3 * v]! * 1e4)},${Math.round(positions[3 * v + 1]! * 1e4)},${Math.round(positions[3 * v + 2]! * 1e4)}`
    const known = first.get(key)
    if (known === undefined) first.set(key, v)
    representative[v] = known ?? v
  }
  return representative
}

/** Turns displacements into the change of normal they cause, for every shape of a mesh. */
export class NormalDeltas {
  private readonly joined: IndexArray
  /** Triangles around each representative vertex, as slices of one list. */
  private readonly starts: Uint32Array
  private readonly around: Uint32Array
  private readonly moved: Float32Array
  private readonly rest: Float32Array

  constructor(
    private readonly positions: Float32Array,
    private readonly index: IndexArray,
  ) {
    this.joined = weld(positions)
    this.moved = positions.slice()
    const count = positions.length / 3
    this.starts = new Uint32Array(count + 1)
    for (const v of index) this.starts[this.joined[v]! + 1]!++
    for (let v = 0; v < count; v++) this.starts[v + 1]! += this.starts[v]!
    this.around = new Uint32Array(index.length)
    const fill = this.starts.slice(0, count)
    for (let i = 0; i < index.length; i++) this.around[fill[this.joined[index[i]!]!]!++] = Math.floor(i / 3)
    this.rest = new Float32Array(positions.length)
    for (let v = 0; v < count; v++) if (this.joined[v] === v) this.normalAt(v, this.rest, 3 * v)
  }

  /** Change of normal at each of `indices` when they are displaced by `deltas` (both 3 · count). */
  of(indices: IndexArray, deltas: Float32Array): Float32Array {
    const { moved, positions } = this
    this.displace(indices, deltas)
    const result = new Float32Array(deltas.length)
    const normal = new Float32Array(3)
    for (let i = 0; i < indices.length; i++) {
      const v = this.joined[indices[i]!]!
      this.normalAt(v, normal, 0)
      for (let c = 0; c < 3; c++) result[3 * i + c] = normal[c]! - this.rest[3 * v + c]!
    }
    for (const v of indices) {
      const to = 3 * this.joined[v]!
      moved.set(positions.subarray(to, to + 3), to)
    }
    return result
  }

  /**
   * For a corrective shape: what is missing from the normals at `indices` when the shapes `others` and a displacement by
   * `deltas` come together, each fully. Changes of normals don't add up where the others turn a surface far.
   */
  beside(indices: IndexArray, deltas: Float32Array, others: readonly SparseMorph[]): Float32Array {
    const { positions, moved, joined } = this
    const offset = new Float32Array(positions.length)
    const turned = new Float32Array(positions.length)
    for (const { indices: of, deltas: by, normalDeltas } of [...others, { indices, deltas, normalDeltas: null }]) {
      for (let i = 0; i < of.length; i++) {
        for (let c = 0; c < 3; c++) {
          offset[3 * of[i]! + c]! += by[3 * i + c]!
          turned[3 * of[i]! + c]! += normalDeltas?.[3 * i + c] ?? 0
        }
      }
    }
    for (let v = 0; v < joined.length; v++) {
      for (let c = 0; c < 3; c++) moved[3 * joined[v]! + c] = positions[3 * v + c]! + offset[3 * v + c]!
    }
    const result = new Float32Array(deltas.length)
    const normal = new Float32Array(3)
    for (let i = 0; i < indices.length; i++) {
      const v = joined[indices[i]!]!
      this.normalAt(v, normal, 0)
      for (let c = 0; c < 3; c++) result[3 * i + c] = normal[c]! - this.rest[3 * v + c]! - turned[3 * indices[i]! + c]!
    }
    moved.set(positions)
    return result
  }

  private displace(indices: IndexArray, deltas: Float32Array): void {
    for (let i = 0; i < indices.length; i++) {
      const v = indices[i]!
      const to = 3 * this.joined[v]!
      for (let c = 0; c < 3; c++) this.moved[to + c] = this.positions[3 * v + c]! + deltas[3 * i + c]!
    }
  }

  /** Area-weighted unit normal of a representative vertex. */
  private normalAt(v: number, out: Float32Array, at: number): void {
    let x = 0
    let y = 0
    let z = 0
    for (let k = this.starts[v]!; k < this.starts[v + 1]!; k++) {
      const t = 3 * this.around[k]!
      const a = 3 * this.joined[this.index[t]!]!
      const b = 3 * this.joined[this.index[t + 1]!]!
      const c = 3 * this.joined[this.index[t + 2]!]!
      const m = this.moved
      const ux = m[b]! - m[a]!
      const uy = m[b + 1]! - m[a + 1]!
      const uz = m[b + 2]! - m[a + 2]!
      const wx = m[c]! - m[a]!
      const wy = m[c + 1]! - m[a + 1]!
      const wz = m[c + 2]! - m[a + 2]!
      x += uy * wz - uz * wy
      y += uz * wx - ux * wz
      z += ux * wy - uy * wx
    }
    const length = Math.hypot(x, y, z) || 1
    out[at] = x / length
    out[at + 1] = y / length
    out[at + 2] = z / length
  }
}
