import { COEFFICIENT_INDEX } from '../../../../electron/contract/coefficients.ts'

/** How much of a photographed smile stays on a face at rest. */
const RESTING_SMILE = 0.3
const MOUTH_OF_REST = new Set(['mouthSmileLeft', 'mouthSmileRight'])
/** What landmarks take for an expression and is the shape of a jaw. */
const KEPT = new Set(['jawForward'])

/** The expression a face rests in: that of its photograph without what would keep its mouth from speaking. */
export function restingWeights(photographed: Float32Array): Float32Array {
  const rest = photographed.slice()
  for (const [name, index] of Object.entries(COEFFICIENT_INDEX)) {
    if (MOUTH_OF_REST.has(name)) rest[index]! *= RESTING_SMILE
    else if ((name.startsWith('mouth') || name.startsWith('jaw')) && !KEPT.has(name)) rest[index] = 0
  }
  return rest
}
