import { COEFFICIENT_INDEX } from '../../../../electron/contract/coefficients.ts'

/**
 * The expression a face rests in: none, or whatever it did would be done on top of what its photograph does. What
 * landmarks take for a jaw that is pushed forward is the shape of that jaw.
 */
export function restingWeights(photographed: Float32Array): Float32Array {
  const rest = new Float32Array(photographed.length)
  rest[COEFFICIENT_INDEX.jawForward] = photographed[COEFFICIENT_INDEX.jawForward]!
  return rest
}
