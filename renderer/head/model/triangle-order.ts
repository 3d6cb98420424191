import { indexArrayLike, type IndexArray } from './index-array.ts'

/** Vertices a rasteriser remembers; software ones keep as few as 16. */
const CACHE = 16

/**
 * The same triangles in an order that uses each shaded vertex again while it is still remembered («Tipsify», Sander,
 * Nehab and Barczak 2007). In software GL, where the vertex shader costs as much as the pixels, this is a third of it.
 * @param triangles vertex indices, three a triangle
 */
export function orderForVertexReuse<T extends IndexArray>(triangles: T): T {
  let vertices = 1
  for (const v of triangles) vertices = Math.max(vertices, v + 1)
  const starts = new Uint32Array(vertices + 1)
  for (const v of triangles) starts[v + 1]!++
  const live = new Uint32Array(vertices)
  for (let v = 0; v < vertices; v++) {
    live[v] = starts[v + 1]!
    starts[v + 1]! += starts[v]!
  }
  const around = new Uint32Array(triangles.length)
  const fill = starts.slice(0, vertices)
  for (let i = 0; i < triangles.length; i++) around[fill[triangles[i]!]!++] = Math.floor(i / 3)

  const stamp = new Int32Array(vertices).fill(-CACHE - 1)
  const done = new Uint8Array(triangles.length / 3)
  const ordered = indexArrayLike(triangles, triangles.length)
  const deadEnds: number[] = []
  let written = 0
  let time = 0
  let cursor = 0
  let fan = triangles[0] ?? -1
  while (fan >= 0) {
    const candidates: number[] = []
    for (let k = starts[fan]!; k < starts[fan + 1]!; k++) {
      const t = around[k]!
      if (done[t]) continue
      done[t] = 1
      for (let c = 0; c < 3; c++) {
        const v = triangles[3 * t + c]!
        ordered[written++] = v
        deadEnds.push(v)
        candidates.push(v)
        live[v]!--
        if (time - stamp[v]! > CACHE) stamp[v] = time++
      }
    }
    fan = next(candidates)
  }
  return ordered

  /** The candidate whose remaining triangles still fit into the memory and which leaves it soonest. */
  function next(candidates: readonly number[]): number {
    let best = -1
    let highest = -1
    for (const v of candidates) {
      if (live[v] === 0) continue
      const age = time - stamp[v]!
      const priority = age + 2 * live[v]! <= CACHE ? age : 0
      if (priority > highest) {
        highest = priority
        best = v
      }
    }
    if (best >= 0) return best
    for (let v = deadEnds.pop(); v !== undefined; v = deadEnds.pop()) if (live[v]! > 0) return v
    for (; cursor < vertices; cursor++) if (live[cursor]! > 0) return cursor
    return -1
  }
}
