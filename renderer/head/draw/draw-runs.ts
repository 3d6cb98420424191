import type { HeadMesh } from '../model/head-model.ts'
import { orderForVertexReuse } from '../model/triangle-order.ts'

/** A range of the index drawn in one call. */
export interface DrawRun {
  /** Of its first part. */
  readonly name: string
  readonly material: string
  readonly start: number
  readonly count: number
  /** Some of it lets through what lies under it. */
  readonly faded: boolean
}

const SEEN_THROUGH = new Set(['skin', 'eyeShade', 'lashes'])
/** Cover (0–255) from which a vertex hides what lies under it, and up to which it cannot be seen. */
const SOLID = 252
const GONE = 2

/**
 * The index in drawing order: parts drawn alike are joined (eyes stay apart, each turns by itself), triangles that
 * fade into the portrait are kept apart from those that need no blending, invisible ones left out.
 * @param split false: the skin is one blended run, a draw call less
 */
export function drawRuns(mesh: HeadMesh, split: boolean): { index: Uint16Array; runs: DrawRun[] } {
  const groups = new Map<string, { name: string; material: string; faded: boolean; triangles: number[] }>()
  for (const part of mesh.parts) {
    const material = part.material === 'teeth' ? 'mouth' : part.material
    for (let i = part.indexStart; i < part.indexStart + part.indexCount; i += 3) {
      const triangle = [mesh.index[i]!, mesh.index[i + 1]!, mesh.index[i + 2]!]
      const cover = triangle.map((v) => mesh.colors[4 * v + 3]!)
      const seenThrough = SEEN_THROUGH.has(material)
      if (seenThrough && Math.max(...cover) <= GONE) continue
      const faded = seenThrough && (!split || material !== 'skin' || Math.min(...cover) < SOLID)
      const key = `${material === 'eye' ? part.name : material} ${faded}`
      const group = groups.get(key)
      if (group) group.triangles.push(...triangle)
      else groups.set(key, { name: part.name, material, faded, triangles: [...triangle] })
    }
  }
  const index = new Uint16Array([...groups.values()].reduce((sum, { triangles }) => sum + triangles.length, 0))
  const runs: DrawRun[] = []
  let start = 0
  for (const { name, material, faded, triangles } of groups.values()) {
    const count = triangles.length
    index.set(orderForVertexReuse(Uint16Array.from(triangles)), start)
    runs.push({ name, material, start, count, faded })
    start += count
  }
  return { index, runs }
}
