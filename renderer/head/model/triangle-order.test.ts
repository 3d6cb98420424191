import { expect, it } from 'vitest'
import { Random } from '../life/random.ts'
import { orderForVertexReuse } from './triangle-order.ts'

/** A plane of n × n squares, its triangles shuffled. */
function plane(n: number): Uint16Array {
  const triangles: number[][] = []
  for (let y = 0; y < n; y++) {
    for (let x = 0; x < n; x++) {
      const a = y * (n + 1) + x
      triangles.push([a, a + 1, a + n + 1], [a + 1, a + n + 2, a + n + 1])
    }
  }
  const random = new Random(5)
  const keys = triangles.map(() => random.next())
  return Uint16Array.from(triangles.map((t, i) => ({ t, k: keys[i]! })).sort((a, b) => a.k - b.k).flatMap(({ t }) => t))
}

/** Vertices shaded for each triangle with a memory of 16, first in first out. */
function shadedPerTriangle(index: Uint16Array): number {
  const memory: number[] = []
  let shaded = 0
  for (const v of index) {
    if (memory.includes(v)) continue
    shaded++
    memory.push(v)
    if (memory.length > 16) memory.shift()
  }
  return shaded / (index.length / 3)
}

const asSet = (index: Uint16Array): string[] =>
  Array.from({ length: index.length / 3 }, (_, t) => index.slice(3 * t, 3 * t + 3).join()).sort()

it('keeps every triangle with its winding and shades far fewer vertices', () => {
  const shuffled = plane(30)
  const ordered = orderForVertexReuse(shuffled)
  expect(asSet(ordered)).toEqual(asSet(shuffled))
  expect(shadedPerTriangle(shuffled)).toBeGreaterThan(2.5)
  expect(shadedPerTriangle(ordered)).toBeLessThan(0.85)
})

it('takes a mesh of nothing and of pieces that do not touch', () => {
  expect(orderForVertexReuse(new Uint16Array())).toHaveLength(0)
  const apart = Uint16Array.of(0, 1, 2, 10, 11, 12, 20, 21, 22)
  expect(asSet(orderForVertexReuse(apart))).toEqual(asSet(apart))
})
