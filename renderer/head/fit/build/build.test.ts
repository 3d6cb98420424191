import { beforeAll, describe, expect, it } from 'vitest'
import { COEFFICIENT_COUNT, COEFFICIENT_INDEX } from '../../../../electron/contract/coefficients.ts'
import { HeadModel } from '../../model/head-model.ts'
import type { Vec3 } from '../../types.ts'
import { straightPose } from '../camera.ts'
import { shaped, type FitModel } from '../fit-model.ts'
import { shippedFitModel } from '../fit-test-model.ts'
import { bandsOf, fitLight } from './light.ts'
import { GRID, portraitGrid } from './portrait-grid.ts'
import { filled } from './pull-push.ts'
import { depthMap, rasterise } from './raster.ts'
import { restingWeights } from './resting-face.ts'
import { writeHead } from './write-head.ts'

describe('rasterise', () => {
  it('covers a square of two triangles exactly once, whichever way they are wound', () => {
    const points = [1, 1, 5, 1, 5, 5, 1, 5]
    const hits = new Uint8Array(36)
    rasterise(points, [0, 1, 3], 6, 6, (x, y) => hits[y * 6 + x]!++)
    rasterise(points, [3, 2, 1], 6, 6, (x, y) => hits[y * 6 + x]!++)
    // The diagonal belongs to both.
    expect(hits.filter((count) => count > 0)).toHaveLength(16)
  })

  it('keeps the nearest surface', () => {
    const pixels = [0, 0, 8, 0, 0, 8, 0, 0, 8, 0, 0, 8]
    const camera = [0, 0, -9, 0, 0, -9, 0, 0, -9, 0, 0, -4, 0, 0, -4, 0, 0, -4]
    const depth = depthMap(camera, pixels, [0, 1, 2, 3, 4, 5], 8, 8)
    expect(depth[0]).toBe(4)
    expect(depth[63]).toBe(Infinity)
  })
})

it('fills a hole from its surroundings and leaves what is known', () => {
  const width = 16
  const color = new Float32Array(3 * width * width).fill(0.4)
  const weight = new Float32Array(width * width).fill(1)
  for (let y = 5; y < 11; y++) {
    for (let x = 5; x < 11; x++) {
      weight[y * width + x] = 0
      color.fill(0.9, 3 * (y * width + x), 3 * (y * width + x) + 3)
    }
  }
  color.fill(0.7, 0, 3)
  const out = filled({ width, height: width, color, weight })
  expect(out[3 * (8 * width + 8)]).toBeCloseTo(0.4, 2)
  expect(out[0]).toBeCloseTo(0.7)
})

it('finds the side that light comes from', () => {
  const truth = [0.5, 0.1, 0.2, -0.3, 0, 0, 0, 0, 0]
  const samples = []
  for (let i = 0; i < 400; i++) {
    const [x, y] = [((i % 20) - 9.5) / 14, (Math.floor(i / 20) - 9.5) / 14]
    const normal: Vec3 = [x, y, Math.sqrt(Math.max(0, 1 - x * x - y * y))]
    const linear = Math.max(bandsOf(normal).reduce((sum, value, k) => sum + value * truth[k]!, 0), 0.01)
    const shown = (albedo: number): number => (albedo * linear) ** (1 / 2.2)
    samples.push({ normal, color: [shown(0.8), shown(0.5), shown(0.4)] as const })
  }
  const { sh, key } = fitLight(samples, 0.7)
  expect(key.direction[0]).toBeLessThan(-0.2)
  const irradiance = (normal: Vec3, channel: number): number => bandsOf(normal).reduce((sum, value, k) => sum + value * sh[k]![channel]!, 0)
  // White towards the camera is shown as bright as asked for, in no tint.
  for (const channel of [0, 1, 2]) expect(irradiance([0, 0, 1], channel)).toBeCloseTo(0.7, 1)
  expect(irradiance([-0.6, 0, 0.8], 1) / irradiance([0.6, 0, 0.8], 1)).toBeGreaterThan(1.5)
})

describe('a fitted head', () => {
  let model: FitModel
  beforeAll(async () => {
    model = await shippedFitModel()
  })

  it('rests calm, with the shape of its jaw', () => {
    const photographed = new Float32Array(COEFFICIENT_COUNT).fill(0.5)
    const rest = restingWeights(photographed)
    expect(rest[COEFFICIENT_INDEX.jawOpen]).toBe(0)
    expect(rest[COEFFICIENT_INDEX.mouthUpperUpLeft]).toBe(0)
    expect(rest[COEFFICIENT_INDEX.mouthSmileLeft]).toBe(0)
    expect(rest[COEFFICIENT_INDEX.eyeSquintLeft]).toBe(0)
    expect(rest[COEFFICIENT_INDEX.browInnerUp]).toBe(0)
    expect(rest[COEFFICIENT_INDEX.jawForward]).toBe(0.5)
  })

  it('is a head that the renderer reads, in both levels, with another face than the one that ships', () => {
    const identity = Float64Array.from({ length: model.modes }, (_, k) => (k % 2 === 0 ? 1 : -1))
    const weights = new Float32Array(COEFFICIENT_COUNT)
    const pose = straightPose([0, -1, -108])
    const level = model.level('high')
    const follow = new Uint8Array(level.points.count).fill(255)
    const grid = portraitGrid(level, shaped(level.points, identity, weights), follow, pose)
    const { json, bin } = writeHead(model, {
      name: 'Test',
      identity,
      rest: weights,
      photographed: weights.map((value, i) => (i === COEFFICIENT_INDEX.mouthUpperUpLeft || i === COEFFICIENT_INDEX.mouthUpperUpRight ? 0.4 : value)),
      pose,
      light: { sh: Array.from({ length: 9 }, (): Vec3 => [0.1, 0.1, 0.1]), key: { direction: [0, 0, 1], color: [1, 1, 1] } },
      tones: { white: 0.8, iris: null, teeth: [0.4, 0.4, 0.4] },
      irisScale: 1,
      grid,
      shown: (of) => new Float32Array(of.points.count).fill(1),
      lidShade: () => [1, 1, 1],
      foldWeight: [0.4, 0.4],
    })
    const head = HeadModel.parse(json, bin)
    const shipped = HeadModel.parse(model.headJson, model.headBin)
    for (const name of ['low', 'high']) {
      const mesh = head.mesh(name)
      expect(mesh.positions.every(Number.isFinite)).toBe(true)
      const before = shipped.mesh(name)
      expect(Math.max(...mesh.positions.map((value, i) => Math.abs(value - before.positions[i]!)))).toBeGreaterThan(0.3)
      // One shape more, which takes the seal of the lips back where the photograph parts them.
      expect(mesh.morphs.length).toBe(before.morphs.length + 1)
    }
    // The photograph turns with the head in its middle and stays at its border.
    const read = head.grid(head.file.portrait.grids[0]!)
    expect(read.follow[30 * (GRID.columns + 1) + 24]).toBe(255)
    expect(read.follow[30 * (GRID.columns + 1)]).toBe(0)
    expect(Math.min(...read.depth)).toBeGreaterThan(80)
  })
})
