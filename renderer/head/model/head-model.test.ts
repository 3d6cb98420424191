import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { COEFFICIENT_COUNT } from '../../../electron/contract/coefficients.ts'
import { coefficientArray, type CoefficientSet } from '../presets.ts'
import type { EyeEntry } from './format.ts'
import { correctiveWeight, HeadModel, type HeadMesh } from './head-model.ts'
import { MorphAccumulator } from './morphs.ts'

const folder = new URL('../../../resources/head/', import.meta.url)

/** The head that ships. */
async function shipped(): Promise<{ json: Record<string, unknown>; bin: ArrayBuffer }> {
  const json = JSON.parse(await readFile(new URL('head.json', folder), 'utf8')) as Record<string, unknown>
  const file = await readFile(new URL(String(json['bin']), folder))
  return { json, bin: file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer }
}

/** Positions of a pose, with its correctives. */
function posed(mesh: HeadMesh, set: CoefficientSet): Float32Array {
  const weights = coefficientArray(set)
  const morphs = new MorphAccumulator(mesh.positions, mesh.normals, mesh.morphs)
  morphs.apply([...weights, ...mesh.correctives.map((corrective) => correctiveWeight(corrective, weights))])
  return morphs.positions
}

const CELL_CM = 0.03

/** Cells of a grid before the middle of an eye, without its corners, in which no skin lies before the eyeball. */
function seenOfEye(mesh: HeadMesh, { center: [cx, cy, cz], radius }: EyeEntry, at: Float32Array): number {
  const skin = mesh.parts.find((part) => part.name === 'skin')!
  const [columns, rows] = [50, 50]
  const front = new Float32Array(columns * rows).fill(-Infinity)
  for (let t = skin.indexStart; t < skin.indexStart + skin.indexCount; t += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => {
      const v = 3 * mesh.index[t + k]!
      return [(at[v]! - cx) / CELL_CM + columns / 2, (at[v + 1]! - cy) / CELL_CM + rows / 2, at[v + 2]!] as const
    }) as [Point, Point, Point]
    const area = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])
    if (area === 0) continue
    for (let y = Math.max(0, Math.ceil(Math.min(a[1], b[1], c[1]))); y <= Math.min(rows - 1, Math.max(a[1], b[1], c[1])); y++) {
      for (let x = Math.max(0, Math.ceil(Math.min(a[0], b[0], c[0]))); x <= Math.min(columns - 1, Math.max(a[0], b[0], c[0])); x++) {
        const u = ((b[0] - x) * (c[1] - y) - (c[0] - x) * (b[1] - y)) / area
        const w = ((c[0] - x) * (a[1] - y) - (a[0] - x) * (c[1] - y)) / area
        if (u < -1e-4 || w < -1e-4 || u + w > 1.0001) continue
        const cell = y * columns + x
        front[cell] = Math.max(front[cell]!, u * a[2] + w * b[2] + (1 - u - w) * c[2])
      }
    }
  }
  return front.reduce((seen, z, cell) => {
    const [x, y] = [((cell % columns) - columns / 2) * CELL_CM, (Math.floor(cell / columns) - rows / 2) * CELL_CM]
    return seen + (z < cz + Math.sqrt(Math.max(0, radius ** 2 - x ** 2 - y ** 2)) ? 1 : 0)
  }, 0)
}

type Point = readonly [number, number, number]

describe('HeadModel', () => {
  it('reads every level of detail of the head that ships, with all 52 shapes', async () => {
    const { json, bin } = await shipped()
    const model = HeadModel.parse(json, bin)
    expect(model.lodNames).toEqual(expect.arrayContaining(['low', 'high']))
    for (const name of model.lodNames) {
      const mesh = model.mesh(name)
      expect(mesh.morphs.length).toBe(COEFFICIENT_COUNT + mesh.correctives.length)
      expect(mesh.positions.every(Number.isFinite)).toBe(true)
      expect(Math.max(...mesh.positions)).toBeLessThan(40)
      const covered = mesh.parts.reduce((sum, part) => sum + part.indexCount, 0)
      expect(covered).toBe(mesh.index.length)
    }
  })

  it('opens the mouth with jawOpen: the chin goes down by more than two centimetres', async () => {
    const { json, bin } = await shipped()
    const { indices, deltas } = HeadModel.parse(json, bin).mesh('low').morphs[24]!
    let lowest = 0
    indices.forEach((_, i) => (lowest = Math.min(lowest, deltas[3 * i + 1]!)))
    expect(lowest).toBeLessThan(-2)
  })

  it.each(['low', 'high'])('closes both eyes without a gap, whatever else moves their lids (%s)', async (name) => {
    const { json, bin } = await shipped()
    const model = HeadModel.parse(json, bin)
    const mesh = model.mesh(name)
    for (const side of ['Left', 'Right'] as const) {
      const eye = model.file.eyes[side === 'Left' ? 'left' : 'right']
      // As the shader draws it.
      const behindLids = { ...eye, radius: 0.92 * eye.radius }
      expect(seenOfEye(mesh, eye, posed(mesh, {}))).toBeGreaterThan(200)
      for (const other of ['eyeLookUp', 'eyeLookDown', 'eyeWide', 'eyeSquint', 'cheekSquint'] as const) {
        for (const weight of [0, 0.5, 1]) {
          const closed = posed(mesh, { [`eyeBlink${side}`]: 1, [`${other}${side}`]: weight })
          expect(seenOfEye(mesh, behindLids, closed), `${other}${side} ${weight}`).toBe(0)
        }
      }
    }
  })

  it.each([
    ['is of another version', (json: Record<string, unknown>) => ({ ...json, version: 2 }), 0],
    ['is no head at all', () => ({ hello: 1 }), 0],
    ['has lost the end of its numbers', (json: Record<string, unknown>) => json, 200_000],
  ])('refuses a file that %s, in one sentence', async (_, change, cut) => {
    const { json, bin } = await shipped()
    const open = () => HeadModel.parse(change(json), bin.slice(0, bin.byteLength - cut)).mesh('high')
    expect(open).toThrowError(expect.objectContaining({ code: 'persona_invalid', message: expect.stringMatching(/^The head model is damaged/) }))
  })
})
