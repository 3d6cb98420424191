import lips from '../../../models/audio2face/lip-distances.json' with { type: 'json' }
import { COEFFICIENT_NAMES } from '../../contract/coefficients.ts'

export type LipDistance = 'gap' | 'rounding' | 'lowerLip'

const row = (table: Partial<Record<string, number>>): number[] => COEFFICIENT_NAMES.map((name) => table[name] ?? 0)

/** Millimetres for a coefficient of 1 on the scan-based head (models/audio2face/measure_lips.py says what is measured). */
const MILLIMETRES: Record<LipDistance, number[]> = {
  gap: row(lips.gapMm),
  rounding: row(lips.roundingMm),
  lowerLip: row(lips.lowerLipMm),
}

/** How far the lips are apart, forward and inward, or the lower lip up, against the neutral face; linear in the coefficients. */
export function lipDistanceMm(distance: LipDistance, coefficients: ArrayLike<number>): number {
  const millimetres = MILLIMETRES[distance]
  let sum = 0
  for (let k = 0; k < millimetres.length; k++) sum += millimetres[k]! * coefficients[k]!
  return sum
}

/** Millimetres for a coefficient of 1, in canonical order. */
export function lipDistancesOf(distance: LipDistance): readonly number[] {
  return MILLIMETRES[distance]
}
