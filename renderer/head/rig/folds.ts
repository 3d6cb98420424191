import { COEFFICIENT_INDEX, type CoefficientName } from '../../../electron/contract/coefficients.ts'

/** How strongly shapes fold the skin between nose, mouth and cheek. */
export const FOLDING: Partial<Record<CoefficientName, number>> = {
  mouthSmileLeft: 1,
  mouthSmileRight: 1,
  mouthUpperUpLeft: 0.5,
  mouthUpperUpRight: 0.5,
  noseSneerLeft: 0.5,
  noseSneerRight: 0.5,
  cheekSquintLeft: 0.5,
  cheekSquintRight: 0.5,
  mouthStretchLeft: 0.3,
  mouthStretchRight: 0.3,
  mouthDimpleLeft: 0.3,
  mouthDimpleRight: 0.3,
}

const SIDES = {
  left: Object.entries(FOLDING).filter(([name]) => name.endsWith('Left')).map(([name, share]) => [COEFFICIENT_INDEX[name as CoefficientName], share] as const),
  right: Object.entries(FOLDING).filter(([name]) => name.endsWith('Right')).map(([name, share]) => [COEFFICIENT_INDEX[name as CoefficientName], share] as const),
}

/** How far an expression folds one side of a face; 0 not at all, 1 a full smile, more than that laughing. */
export function foldWeight(coefficients: ArrayLike<number>, side: 'left' | 'right'): number {
  return SIDES[side].reduce((sum, [index, share]) => sum + share * Math.max(coefficients[index] ?? 0, 0), 0)
}
