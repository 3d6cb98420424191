import { beforeAll, describe, expect, it } from 'vitest'
import { COEFFICIENT_COUNT, COEFFICIENT_INDEX } from '../../../../electron/contract/coefficients.ts'
import { project, straightPose, toCamera } from '../camera.ts'
import { shaped, type FitLevel, type FitModel } from '../fit-model.ts'
import { shippedFitModel } from '../fit-test-model.ts'
import { mirroredLight } from './eyes.ts'
import { FaceArea, faceTriangles } from './face-area.ts'
import { FRAME, FRAME_LENS, type FramedPhoto } from './photo.ts'
import { LipShift } from './lip-shift.ts'
import { sealLips } from './seal-lips.ts'
import { atlasPixels, guidedSkin } from './skin-guide.ts'
import { placeTeeth } from './teeth.ts'

let model: FitModel
let level: FitLevel
beforeAll(async () => {
  model = await shippedFitModel()
  level = model.level('high')
})

const SIZE = 256
const PINK = [0.8, 0.62, 0.55]

/** A skin of one colour, all of it known. */
function evenSkin(): { width: number; height: number; color: Float32Array; weight: Float32Array } {
  return { width: SIZE, height: SIZE, color: Float32Array.from({ length: 3 * SIZE * SIZE }, (_, i) => PINK[i % 3]!), weight: new Float32Array(SIZE * SIZE).fill(1) }
}

const own = { size: SIZE, color: Float32Array.from({ length: 3 * SIZE * SIZE }, (_, i) => [0.7, 0.5, 0.45][i % 3]!) }

/** Texel of the vertex that a blink carries furthest. */
function lidTexel(): { at: number; u: number; v: number } {
  const blink = level.points.shapes[COEFFICIENT_INDEX.eyeBlinkLeft]!
  const [first, end] = level.range('skin')
  let lowest = first
  for (let v = first; v < end; v++) if (blink[3 * v + 1]! < blink[3 * lowest + 1]!) lowest = v
  const pixels = atlasPixels(level, SIZE)
  return { at: Math.floor(pixels[2 * lowest + 1]!) * SIZE + Math.floor(pixels[2 * lowest]!), u: level.uvs[2 * lowest]!, v: level.uvs[2 * lowest + 1]! }
}

describe('guidedSkin', () => {
  it('leaves a skin that is seen as it is', () => {
    const { color, lidShade } = guidedSkin(level, evenSkin(), own)
    const cheek = 3 * (Math.floor(0.4 * SIZE) * SIZE + Math.floor(0.35 * SIZE))
    for (const c of [0, 1, 2]) expect(color[cheek + c]).toBeCloseTo(PINK[c]!, 2)
    const { u, v } = lidTexel()
    for (const share of lidShade(u, v)) expect(share).toBeCloseTo(1, 1)
  })

  it('takes lashes from a closed lid and gives them to an open one', () => {
    const seen = evenSkin()
    const lid = lidTexel()
    for (let dx = -4; dx <= 4; dx++) for (let c = 0; c < 3; c++) seen.color[3 * (lid.at + dx) + c] = 0.1
    const { color, lidShade } = guidedSkin(level, seen, own)
    expect(color[3 * lid.at]).toBeGreaterThan(0.5)
    expect(lidShade(lid.u, lid.v)[0]).toBeLessThan(0.8)
  })

  it('draws lips without the teeth between them', () => {
    const seen = evenSkin()
    const paint = (v: number, half: number, halfU: number, color: readonly number[]): void => {
      for (let y = Math.floor((1 - v - half) * SIZE); y <= (1 - v + half) * SIZE; y++) {
        for (let x = Math.floor((0.5 - halfU) * SIZE); x <= (0.5 + halfU) * SIZE; x++) color.forEach((value, c) => (seen.color[3 * (y * SIZE + x) + c] = value))
      }
    }
    paint(0.578, 0.056, 0.112, [0.7, 0.35, 0.35])
    paint(0.578, 0.012, 0.06, [0.95, 0.93, 0.9])
    const { color } = guidedSkin(level, seen, own)
    const middle = 3 * (Math.floor((1 - 0.578) * SIZE) * SIZE + SIZE / 2)
    expect(color[middle]! / color[middle + 1]!).toBeGreaterThan(1.6)
  })
})

describe('lips of a photograph', () => {
  it('are taken from where it shows them', () => {
    const identity = new Float64Array(model.modes)
    const weights = new Float32Array(COEFFICIENT_COUNT)
    const pose = straightPose([0, -1, -108])
    const at = project(toCamera(shaped(model.landmarks, identity, weights), pose), FRAME_LENS)
    const mesh = new Float64Array(2 * 478)
    // Everything two pixels to the right of the fitted face, and four pixels higher.
    model.landmarkIndices.forEach((landmark, i) => mesh.set([at[2 * i]! + 2, at[2 * i + 1]! - 4], 2 * landmark))
    const lips = LipShift.of(model, mesh, identity, { pose, weights, nme: 0 })
    const corner = model.landmarkIndices.indexOf(61)
    const [x, y] = lips.at(at[2 * corner]!, at[2 * corner + 1]!)
    expect(x - at[2 * corner]!).toBeCloseTo(2)
    expect(y - at[2 * corner + 1]!).toBeCloseTo(-4)
    expect(lips.at(100, 100)).toEqual([100, 100])
  })

  it('keep the outline of our own, and light corners', () => {
    const red = [0.7, 0.35, 0.35]
    const drawn = (colorAt: (u: number, v: number) => readonly number[]): Float32Array =>
      Float32Array.from({ length: 3 * SIZE * SIZE }, (_, i) => {
        const at = Math.floor(i / 3)
        return colorAt((((at % SIZE) + 0.5) / SIZE - 0.5) / 0.112, (1 - (Math.floor(at / SIZE) + 0.5) / SIZE - 0.578) / 0.056)[i % 3]!
      })
    const ours = (u: number, v: number): readonly number[] => (Math.hypot(u, v) < 1 ? red : PINK)
    // The photograph's upper lip reaches higher, and its corners are dark.
    const photographed = drawn((u, v) => (Math.hypot(Math.abs(u) - 1, v) < 0.15 ? [0.2, 0.15, 0.1] : Math.abs(u) < 0.3 && v > 0 && v < 1.25 ? red : ours(u, v)))
    const seen = { ...evenSkin(), color: photographed }
    const painted = { size: SIZE, color: drawn(ours) }
    const { color } = guidedSkin(level, seen, painted)
    const at = (u: number, v: number): number => 3 * (Math.floor((1 - v) * SIZE) * SIZE + Math.floor(u * SIZE))
    const above = at(0.5, 0.578 + 1.15 * 0.056)
    expect(color[above]! / color[above + 1]!).toBeLessThan(1.5)
    expect(color[at(0.5 + 1.02 * 0.112, 0.578)]).toBeGreaterThan(0.5)
  })
})

it('closes the lips of whatever face, and leaves its cheeks', () => {
  const [first, end] = level.range('skin')
  const shipped = new Float32Array(model.headBin, level.lod.attributes.position.offset, 3 * level.points.count)
  const isLip = (v: number): boolean => Math.hypot((level.uvs[2 * v]! - 0.5) / 0.112, (level.uvs[2 * v + 1]! - 0.578) / 0.056) < 0.9
  // The same face with its upper lip lifted.
  const open = shipped.map((value, i) => (i % 3 === 1 && isLip(Math.floor(i / 3)) && level.uvs[2 * Math.floor(i / 3) + 1]! > 0.578 ? value + 0.12 : value))
  const closed = open.slice()
  sealLips(model, level, closed)
  const middle = (of: Float32Array, above: boolean): number => {
    let sum = 0
    let count = 0
    for (let v = first; v < end; v++) {
      if (!isLip(v) || level.uvs[2 * v + 1]! > 0.578 !== above || Math.abs(shipped[3 * v]!) > 1) continue
      sum += of[3 * v + 1]!
      count++
    }
    return sum / count
  }
  const gap = (of: Float32Array): number => middle(of, true) - middle(of, false)
  expect(gap(closed) - gap(shipped)).toBeLessThan(0.02)
  for (let v = first; v < end; v += 11) if (Math.abs(shipped[3 * v]!) > 5) expect(closed[3 * v + 1]).toBe(open[3 * v + 1])
})

it('finds the light that eyes mirror', () => {
  const pose = straightPose([0, -1, -108])
  const seen = (x: number, y: number) => mirroredLight(model, level, pose, { irisPx: 20, lights: [{ x, y, contrast: 0.6 }] }, 1)!.direction
  // Straight from the camera it would lie in the pupil.
  expect(seen(0, 0)[2]).toBeGreaterThan(0.4)
  expect(seen(0, 0)[2]).toBeLessThan(0.95)
  const [x, y] = seen(-0.4, 0.3)
  expect(x).toBeLessThan(-0.3)
  expect(y).toBeGreaterThan(0.2)
  expect(mirroredLight(model, level, pose, { irisPx: 20, lights: [] }, 1)).toBeNull()
})

it('moves a row of teeth as a whole', () => {
  const shipped = new Float32Array(model.headBin, level.lod.attributes.position.offset, 3 * level.points.count)
  const positions = shipped.map((value, i) => value + (i % 3 === 2 ? 0.3 : 0) + 0.05 * Math.sin(i))
  placeTeeth(model, level, positions)
  const [first, end] = level.range('teethUpper')
  const distance = (of: Float32Array, a: number, b: number): number => Math.hypot(of[3 * a]! - of[3 * b]!, of[3 * a + 1]! - of[3 * b + 1]!, of[3 * a + 2]! - of[3 * b + 2]!)
  const scale = distance(positions, first, end - 1) / distance(shipped, first, end - 1)
  for (let v = first + 1; v < end; v += 37) expect(distance(positions, first, v)).toBeCloseTo(scale * distance(shipped, first, v), 3)
  expect(positions[3 * first + 2]! - shipped[3 * first + 2]!).toBeGreaterThan(0.2)
})

it('knows hair beside a cheek from the cheek', () => {
  const pose = straightPose([0, -1, -108])
  const points = shaped(level.points, [], new Float32Array(COEFFICIENT_COUNT))
  const data = new Uint8ClampedArray(4 * FRAME.width * FRAME.height)
  // Six pixels within the outline of the cheek.
  const row = 0.45 * FRAME.height
  const at = project(toCamera(points, pose), FRAME_LENS)
  const onRow = Array.from(faceTriangles(level)).filter((v) => Math.abs(at[2 * v + 1]! - row) < 8)
  const hairFrom = Math.max(...onRow.map((v) => at[2 * v]!)) - 6
  for (let i = 0; i < FRAME.width * FRAME.height; i++) data.set(i % FRAME.width > hairFrom ? [30, 20, 15, 255] : [205, 160, 140, 255], 4 * i)
  const photo = { pixels: { data, width: FRAME.width, height: FRAME.height } } as unknown as FramedPhoto
  const area = FaceArea.of(level, photo, points, pose)
  const strayIn = (from: number, to: number): boolean => Array.from({ length: Math.floor(to - from) }, (_, x) => area.isStray(from + x, row)).some(Boolean)
  expect(strayIn(hairFrom, FRAME.width)).toBe(true)
  expect(strayIn(0, hairFrom - 4)).toBe(false)
})
