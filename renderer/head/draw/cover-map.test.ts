import { describe, expect, it } from 'vitest'
import { CoverMap } from './cover-map.ts'

// The left half of an image of 8 × 10 pixels is solid.
const half = (): CoverMap => CoverMap.ofAlpha(Uint8Array.from({ length: 80 }, (_, i) => (i % 8 < 4 ? 255 : 100)), 8, 10)

describe('CoverMap', () => {
  it('hides what lies under solid pixels only', () => {
    expect(half().hides(0, 0, 0.5, 1)).toBe(true)
    expect(half().hides(0.4, 0.2, 0.6, 0.4)).toBe(false)
  })

  it('hides less by the border that a moving cover needs, but keeps the edge of the picture', () => {
    const moving = half().eroded(8)
    expect(moving.hides(0, 0, 0.43, 1)).toBe(true)
    expect(moving.hides(0, 0, 0.47, 1)).toBe(false)
  })

  it('covers triangles of either winding', () => {
    const square = CoverMap.ofTriangles(Float32Array.of(0.2, 0.2, 0.8, 0.2, 0.8, 0.8, 0.2, 0.2, 0.2, 0.8, 0.8, 0.8))
    expect(square.hides(0.25, 0.25, 0.75, 0.75)).toBe(true)
    expect(square.hides(0.1, 0.25, 0.75, 0.75)).toBe(false)
    expect(square.union(half()).hides(0, 0.3, 0.7, 0.7)).toBe(true)
  })
})
