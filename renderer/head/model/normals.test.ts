import { expect, it } from 'vitest'
import { NormalDeltas, weld } from './normals.ts'

// A flat square of two triangles whose diagonal is split: vertices 4 and 5 repeat 0 and 2.
const SQUARE = Float32Array.of(0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0)
const TRIANGLES = Uint16Array.of(0, 1, 2, 4, 5, 3)

it('joins vertices that share a spot', () => {
  expect([...weld(SQUARE)]).toEqual([0, 1, 2, 3, 0, 2])
})

it('turns the normals of a surface that tilts, alike on both sides of a split', () => {
  // The right edge rises by its width: the plane tilts by 45 degrees about y.
  const deltas = new NormalDeltas(SQUARE, TRIANGLES).of(Uint16Array.of(1, 2, 5), Float32Array.of(0, 0, 1, 0, 0, 1, 0, 0, 1))
  const [x1, , z1] = deltas
  expect(x1).toBeCloseTo(-Math.SQRT1_2)
  expect(z1).toBeCloseTo(Math.SQRT1_2 - 1)
  expect([...deltas.subarray(3, 6)]).toEqual([...deltas.subarray(6, 9)])
})

it('leaves the normals of a surface that only shifts', () => {
  const all = Uint16Array.of(0, 1, 2, 3, 4, 5)
  const deltas = new NormalDeltas(SQUARE, TRIANGLES).of(all, new Float32Array(18).fill(0.5))
  for (const delta of deltas) expect(delta).toBeCloseTo(0)
})

it('knows what is missing from normals where two shapes and a third come together', () => {
  const square = new NormalDeltas(SQUARE, TRIANGLES)
  const at = Uint16Array.of(1, 2, 5)
  const rise = (by: number): Float32Array => Float32Array.of(0, 0, by, 0, 0, by, 0, 0, by)
  const up = { indices: at, deltas: rise(4), normalDeltas: square.of(at, rise(4)) }
  const down = { indices: at, deltas: rise(-4.5), normalDeltas: square.of(at, rise(-4.5)) }
  // Together they bring the edge back to where it was: no normal may be left turned.
  const missing = square.beside(at, rise(0.5), [up, down])
  missing.forEach((value, i) => expect(value + up.normalDeltas[i]! + down.normalDeltas[i]!).toBeCloseTo(0))
  expect(Math.max(...missing.map(Math.abs))).toBeGreaterThan(0.5)
  // And nothing of it is left behind for the next shape.
  expect([...square.of(at, rise(4))]).toEqual([...up.normalDeltas])
})
