import { expect, it } from 'vitest'
import { MESH_POINTS } from './detected-face.ts'
import { withRightEye } from './eye-points.ts'

it('takes the right eye, its brow and its iris from the left ones of the mirrored picture', () => {
  const width = 100
  const mesh = Float64Array.from({ length: 2 * MESH_POINTS }, (_, i) => i)
  const mirrored = Float64Array.from({ length: 2 * MESH_POINTS }, (_, i) => (i % 2 === 0 ? 30 : 40) + (i >> 1) / 1000)
  const out = withRightEye(mesh, mirrored, (x, y) => [width - x, y])
  const pointOf = (of: Float64Array, landmark: number): number[] => [of[2 * landmark]!, of[2 * landmark + 1]!]
  for (const [right, left] of [[33, 263], [133, 362], [159, 386], [105, 334], [473, 468]] as const) {
    const [x, y] = pointOf(mirrored, left)
    expect(pointOf(out, right)).toEqual([width - x!, y])
  }
  for (const kept of [263, 468, 1, 61]) expect(pointOf(out, kept)).toEqual(pointOf(mesh, kept))
})
