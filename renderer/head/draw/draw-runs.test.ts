import { expect, it } from 'vitest'
import type { HeadMesh } from '../model/head-model.ts'
import { drawRuns } from './draw-runs.ts'

const part = (name: string, material: string, triangle: number) => ({ name, material, indexStart: 3 * triangle, indexCount: 3 })
// One triangle a part, none sharing a vertex; cover by vertex.
const covers = [255, 255, 255, 255, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255]
const mesh = {
  index: Uint16Array.from(covers, (_, v) => v),
  colors: Uint8Array.from(covers.flatMap((cover) => [255, 255, 255, cover])),
  parts: [
    { name: 'skin', material: 'skin', indexStart: 0, indexCount: 9 },
    part('mouth', 'mouth', 3),
    part('teethUpper', 'teeth', 4),
    part('eyeLeft', 'eye', 5),
    part('eyeRight', 'eye', 6),
  ],
} as unknown as HeadMesh

it('blends only the skin that fades, leaves out what cannot be seen, joins mouth and teeth, keeps the eyes apart', () => {
  const { index, runs } = drawRuns(mesh, true)
  expect(runs.map(({ name, count, faded }) => [name, count, faded])).toEqual([
    ['skin', 3, false],
    ['skin', 3, true],
    ['mouth', 6, false],
    ['eyeLeft', 3, false],
    ['eyeRight', 3, false],
  ])
  expect(index).toHaveLength(18)
  expect([...index]).not.toContain(6)
})

it('draws all of the skin at once where calls cost more than blending', () => {
  const skin = drawRuns(mesh, false).runs.filter(({ material }) => material === 'skin')
  expect(skin).toMatchObject([{ count: 6, faded: true }])
})
