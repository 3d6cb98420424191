import { COEFFICIENT_COUNT, COEFFICIENT_INDEX, type CoefficientName } from '../../../../electron/contract/coefficients.ts'

/** One unknown of a photograph's expression: coefficients that move together, and how strongly it is held at 0. */
interface ExpressionUnknown {
  readonly coefficients: readonly number[]
  readonly stiffness: number
}

const at = (...names: CoefficientName[]): number[] => names.map((name) => COEFFICIENT_INDEX[name])
const both = (stem: string): number[] => at(`${stem}Left` as CoefficientName, `${stem}Right` as CoefficientName)

/**
 * Left and right are tied: freed, one eye of a calm face comes out startled. Gaze, puffed cheeks and a jaw that slides
 * aside are left out: landmarks do not tell them from the shape of a face.
 */
export const EXPRESSION_UNKNOWNS: readonly ExpressionUnknown[] = [
  ...['browDown', 'browOuterUp', 'cheekSquint', 'eyeBlink', 'eyeSquint', 'mouthDimple', 'mouthFrown', 'mouthLowerDown', 'mouthPress', 'mouthSmile', 'mouthStretch', 'mouthUpperUp', 'noseSneer'].map(
    (stem) => ({ coefficients: both(stem), stiffness: 1 }),
  ),
  { coefficients: both('eyeWide'), stiffness: 4 },
  { coefficients: at('browInnerUp'), stiffness: 3 },
  ...(['jawForward', 'jawOpen', 'mouthClose', 'mouthFunnel', 'mouthPucker', 'mouthLeft', 'mouthRight', 'mouthRollLower', 'mouthRollUpper', 'mouthShrugLower', 'mouthShrugUpper'] as const).map(
    (name) => ({ coefficients: at(name), stiffness: 1 }),
  ),
]

/** The 52 coefficients of the unknowns' values. */
export function expressionWeights(unknowns: ArrayLike<number>): Float32Array {
  const weights = new Float32Array(COEFFICIENT_COUNT)
  EXPRESSION_UNKNOWNS.forEach(({ coefficients }, k) => {
    for (const index of coefficients) weights[index] = unknowns[k] ?? 0
  })
  return weights
}
