import type { FitModel } from '../../../renderer/head/fit/fit-model.ts'
import { straightPose } from '../../../renderer/head/fit/camera.ts'
import { writeHead } from '../../../renderer/head/fit/build/write-head.ts'
import { GRID } from '../../../renderer/head/fit/build/portrait-grid.ts'
import type { Vec3 } from '../../../renderer/head/types.ts'
import { COEFFICIENT_COUNT } from '../../../electron/contract/coefficients.ts'

/** head.json and head.bin of the head that ships with the face of a known person, at rest. */
export function personHead(model: FitModel, identity: readonly number[]): { json: Record<string, unknown>; bin: Buffer } {
  const samples = (GRID.columns + 1) * (GRID.rows + 1)
  const { json, bin } = writeHead(model, {
    name: 'Known',
    identity: Float64Array.from(identity),
    rest: new Float32Array(COEFFICIENT_COUNT),
    photographed: new Float32Array(COEFFICIENT_COUNT),
    pose: straightPose([0, -1, -108]),
    light: { sh: Array.from({ length: 9 }, (): Vec3 => [0, 0, 0]), key: { direction: [0, 0, 1], color: [1, 1, 1] } },
    tones: { white: 0.8, iris: null, teeth: null },
    irisScale: 1,
    grid: { depth: new Float32Array(samples).fill(100), follow: new Uint8Array(samples) },
    shown: ({ points }) => new Float32Array(points.count).fill(1),
    lidShade: () => [1, 1, 1],
    foldWeight: [0, 0],
  })
  const { materials, portrait, light } = model.headJson
  for (const { attributes, vertices } of model.head.lods) {
    new Uint8Array(bin).set(new Uint8Array(model.headBin, attributes.color.offset, 4 * vertices), attributes.color.offset)
  }
  return { json: { ...json, materials, portrait, light }, bin: Buffer.from(bin) }
}
