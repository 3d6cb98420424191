import { describe, expect, it } from 'vitest'
import { withMouthCavity } from './mouth-cavity.ts'

/** An upper lip (vertex 0, 1), a lower lip (2, 3) and a brow (4). */
const splats = {
  positions: Float32Array.of(-1, -3, 10, 1, -3, 10, -1, -4, 10, 1, -4, 10, 0, 5, 9),
  covariances: new Float32Array(30),
  colors: new Uint8Array(20).fill(200),
  follow: new Uint8Array(5).fill(255),
}
const shape = (name: string, indices: number[], y: number) => ({
  name,
  indices: Uint32Array.from(indices),
  deltas: Float32Array.from(indices.flatMap(() => [0, y, 0])),
})
const jaw = shape('jawOpen', [2, 3], -2)

describe('the dark inside of a mouth', () => {
  it('lies behind the lips, opens with the jaw and leaves the rest as it was', () => {
    const made = withMouthCavity(splats, [shape('mouthUpperUpLeft', [0, 1], 1), shape('mouthLowerDownLeft', [2, 3], -1), jaw])
    const added = made.splats.positions.length / 3 - 5
    expect(added).toBeGreaterThan(0)
    expect([...made.splats.positions.subarray(0, 15)]).toEqual([...splats.positions])
    for (let v = 5; v < 5 + added; v++) {
      expect(made.splats.positions[3 * v + 1]).toBeCloseTo(-3.5)
      expect(made.splats.positions[3 * v + 2]).toBeLessThan(9.6)
      expect(Math.max(...made.splats.colors.subarray(4 * v, 4 * v + 3))).toBeLessThan(40)
    }
    const opening = made.shapes.find(({ name }) => name === 'jawOpen')!
    expect(opening.indices).toHaveLength(2 + added)
    const ways = Array.from({ length: added }, (_, i) => opening.deltas[3 * (2 + i) + 1]!)
    for (const way of ways) expect(way > -2 && way < 0).toBe(true)
  })

  it('is not made up where no shape says where the lips are', () => {
    expect(withMouthCavity(splats, [jaw]).splats).toBe(splats)
  })
})
