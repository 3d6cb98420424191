import { COEFFICIENT_INDEX } from '../../../electron/contract/coefficients.ts'

const { jawOpen, mouthClose, mouthFunnel, mouthRollLower, mouthRollUpper, tongueOut } = COEFFICIENT_INDEX
const LIP_PARTING = (['mouthLowerDownLeft', 'mouthLowerDownRight', 'mouthUpperUpLeft', 'mouthUpperUpRight'] as const).map(
  (name) => COEFFICIENT_INDEX[name],
)
const LIP_PRESS = (['mouthPressLeft', 'mouthPressRight'] as const).map((name) => COEFFICIENT_INDEX[name])

/** How far a tongue that is out opens the jaw (models/head/tongue.py). */
const TONGUE_ROOM = 0.32

/** Distance of the lips in units of jawOpen; negative when they are pressed together. */
export function lipGap(coefficients: Float32Array): number {
  const at = (index: number): number => coefficients[index] ?? 0
  let gap = at(jawOpen) - at(mouthClose) + TONGUE_ROOM * at(tongueOut) + 0.4 * at(mouthFunnel) - 0.15 * (at(mouthRollLower) + at(mouthRollUpper))
  for (const index of LIP_PARTING) gap += 0.25 * at(index)
  for (const index of LIP_PRESS) gap -= 0.15 * at(index)
  return gap
}
