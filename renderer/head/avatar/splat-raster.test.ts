import { describe, expect, it } from 'vitest'
import { SplatRaster } from './splat-raster.ts'

const REACH = 2.6
/** One splat a row: x, y, radius (clip), colour; the farthest first. */
function layout(splats: readonly { x: number; y: number; radius: number; tint: readonly [number, number, number, number] }[]) {
  return {
    count: splats.length,
    centers: Float32Array.from(splats.flatMap(({ x, y }) => [x, y, 0, REACH])),
    axes: Float32Array.from(splats.flatMap(({ radius }) => [radius, 0, 0, radius])),
    tints: Uint8Array.from(splats.flatMap(({ tint }) => tint)),
  }
}

const RED = [255, 0, 0, 255] as const
const BLUE = [0, 0, 255, 255] as const

describe('splats drawn by the processor', () => {
  const at = (raster: SplatRaster, x: number, y: number): number[] => [...raster.pixels.subarray(4 * (y * raster.width + x), 4 * (y * raster.width + x) + 4)]

  it('fall off from their middle and end', () => {
    const raster = new SplatRaster(33, 33)
    raster.draw(layout([{ x: 0, y: 0, radius: 0.5, tint: RED }]))
    expect(at(raster, 16, 16)).toEqual([254, 0, 0, 254])
    // 4 pixels of 8.25 are 1.26 standard deviations.
    expect(at(raster, 20, 16)[3]! / 255).toBeCloseTo(Math.exp(-0.5 * (REACH * (4 / 8.25)) ** 2), 1)
    expect(at(raster, 28, 16)).toEqual([0, 0, 0, 0])
  })

  it('lie with the first row at the bottom, and are cut off at the border', () => {
    const raster = new SplatRaster(16, 16)
    raster.draw(layout([{ x: -1, y: -1, radius: 0.5, tint: BLUE }]))
    expect(at(raster, 0, 0)[2]).toBeGreaterThan(200)
    expect(at(raster, 0, 15)).toEqual([0, 0, 0, 0])
  })

  it('the nearest hides what lies behind, and a picture starts anew', () => {
    const raster = new SplatRaster(32, 32)
    const [near, far] = [{ x: 0, y: 0, radius: 0.6, tint: RED }, { x: 0, y: 0, radius: 0.6, tint: BLUE }]
    raster.draw(layout([far, near]))
    expect(at(raster, 16, 16)[0]).toBeGreaterThan(245)
    expect(at(raster, 16, 16)[2]).toBeLessThan(8)
    raster.draw(layout([]))
    expect(Math.max(...raster.pixels)).toBe(0)
  })
})
