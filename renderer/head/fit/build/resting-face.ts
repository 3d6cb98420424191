import { COEFFICIENT_INDEX } from '../../../../electron/contract/coefficients.ts'
import { shaped, type FitModel } from '../fit-model.ts'

/** How much of a photographed smile stays on a face at rest. */
const RESTING_SMILE = 0.3
const MOUTH_OF_REST = new Set(['mouthSmileLeft', 'mouthSmileRight'])
/** What landmarks take for an expression and is the shape of a jaw. */
const KEPT = new Set(['jawForward'])
/** Upper and lower inner edge of the lips among the landmarks. */
const LIP_EDGES = [[13, 14], [82, 87], [312, 317]] as const
const MOST_CLOSED = 0.3
/** The landmarks of lips that touch lie this much further apart than their edges. */
const EDGES_CM = 0.04

/** The expression a face rests in: that of its photograph without what would keep its mouth from speaking, lips closed. */
export function restingWeights(model: FitModel, identity: ArrayLike<number>, photographed: Float32Array): Float32Array {
  const rest = photographed.slice()
  for (const [name, index] of Object.entries(COEFFICIENT_INDEX)) {
    if (MOUTH_OF_REST.has(name)) rest[index]! *= RESTING_SMILE
    else if ((name.startsWith('mouth') || name.startsWith('jaw')) && !KEPT.has(name)) rest[index] = 0
  }
  // The lips of most faces that are put together from modes stand a little open.
  const close = COEFFICIENT_INDEX.mouthClose
  const closed = rest.slice()
  closed[close] = 1
  const open = lipGap(model, identity, rest)
  const travel = open - lipGap(model, identity, closed)
  const wanted = lipGap(model, [], new Float32Array(rest.length))
  if (travel > 0) rest[close] = Math.min(Math.max((open - wanted + EDGES_CM) / travel, 0), MOST_CLOSED)
  return rest
}

/** Mean height of the gap between the lips, cm. */
function lipGap(model: FitModel, identity: ArrayLike<number>, weights: ArrayLike<number>): number {
  const points = shaped(model.landmarks, identity, weights)
  const heightOf = (landmark: number): number => points[3 * model.landmarkIndices.indexOf(landmark) + 1]!
  return LIP_EDGES.reduce((sum, [upper, lower]) => sum + heightOf(upper) - heightOf(lower), 0) / LIP_EDGES.length
}
