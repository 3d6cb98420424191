import { COEFFICIENT_NAMES } from '../../contract/coefficients.ts'
import type { Binding } from './baked.ts'
import { turn, type FaceFrame } from './face-frame.ts'

/** Half the width over which a shape of both sides is handed from one to the other, cm. */
const MIDLINE_CM = 0.8

/** What one coefficient moves, in our units. */
export interface CoefficientShape {
  readonly name: string
  readonly indices: Uint32Array
  readonly deltas: Float32Array
}

/**
 * The shapes of a model as ours: for every coefficient the sum of what drives it. Each mesh has a say of its own: lashes that know visemes
 * only move beside a face with the names of ARKit.
 * @param positions where the vertices are in our units
 * @param eye marks of eyeballs, which turn by themselves: looking does not move them by shape as well
 */
export function coefficientShapes(bindings: readonly Binding[], positions: Float32Array, eye: Uint8Array, frame: FaceFrame): CoefficientShape[] {
  return COEFFICIENT_NAMES.flatMap((name) => {
    const sums = new Map<number, [number, number, number]>()
    for (const { shape, weight, side } of bestOfEachMesh(bindings.filter(({ coefficient }) => coefficient === name))) {
      shape.indices.forEach((v, i) => {
        if (name.startsWith('eyeLook') && eye[v] !== 0) return
        const share = weight * frame.scale * sideShare(side, positions[3 * v]!)
        if (share === 0) return
        const delta = turn([shape.deltas[3 * i]!, shape.deltas[3 * i + 1]!, shape.deltas[3 * i + 2]!], frame.quarters)
        const sum = sums.get(v) ?? [0, 0, 0]
        for (let c = 0; c < 3; c++) sum[c]! += share * delta[c]!
        sums.set(v, sum)
      })
    }
    if (sums.size === 0) return []
    const indices = Uint32Array.from(sums.keys()).sort()
    const deltas = new Float32Array(3 * indices.length)
    indices.forEach((v, i) => deltas.set(sums.get(v)!, 3 * i))
    return [{ name, indices, deltas }]
  })
}

/** A shape that moves nothing in its mesh still speaks for that mesh, as long as its kind moves another: brows are meant to stay still when the jaw opens. */
function bestOfEachMesh(bindings: readonly Binding[]): Binding[] {
  const moving = new Set(bindings.flatMap(({ rank, shape }) => (shape.indices.length > 0 ? [rank] : [])))
  const best = new Map<number, number>()
  for (const { rank, shape } of bindings) {
    if (moving.has(rank)) best.set(shape.mesh, Math.min(rank, best.get(shape.mesh) ?? Infinity))
  }
  return bindings.filter(({ rank, shape }) => rank === best.get(shape.mesh))
}

function sideShare(side: Binding['side'], x: number): number {
  if (side === null) return 1
  const t = Math.min(Math.max(0.5 + x / (2 * MIDLINE_CM), 0), 1)
  return side === 'left' ? t : 1 - t
}
