import { COEFFICIENT_INDEX } from '../../../../electron/contract/coefficients.ts'

/** How much of a photographed smile stays on a face at rest: a hint. */
const RESTING_SMILE = 0.1
const SMILES = [COEFFICIENT_INDEX.mouthSmileLeft, COEFFICIENT_INDEX.mouthSmileRight]

/**
 * The expression a face rests in: none, or whatever it did would be done on top of what its photograph does. What
 * landmarks take for a jaw that is pushed forward is the shape of that jaw.
 */
export function restingWeights(photographed: Float32Array): Float32Array {
  const rest = new Float32Array(photographed.length)
  for (const index of SMILES) rest[index] = RESTING_SMILE * photographed[index]!
  rest[COEFFICIENT_INDEX.jawForward] = photographed[COEFFICIENT_INDEX.jawForward]!
  return rest
}
