import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { COEFFICIENT_COUNT } from '../../../electron/contract/coefficients.ts'
import { HeadModel } from './head-model.ts'

const folder = new URL('../../../resources/head/', import.meta.url)

/** The head that ships. */
async function shipped(): Promise<{ json: Record<string, unknown>; bin: ArrayBuffer }> {
  const json = JSON.parse(await readFile(new URL('head.json', folder), 'utf8')) as Record<string, unknown>
  const file = await readFile(new URL(String(json['bin']), folder))
  return { json, bin: file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer }
}

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
