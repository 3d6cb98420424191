/** Orders of providers that send values without names. */

const EYE = ['Blink', 'LookDown', 'LookIn', 'LookOut', 'LookUp', 'Squint', 'Wide']
const eyes = (side: 'Left' | 'Right'): string[] => EYE.map((part) => `eye${part}${side}`)
const bothSides = (...stems: string[]): string[] => stems.flatMap((stem) => [`${stem}Left`, `${stem}Right`])

/** 52: Audio2Face-3D and Azure; where they differ it is by what follows. */
export const A2F_ORDER: readonly string[] = [
  ...eyes('Left'),
  ...eyes('Right'),
  'jawForward', 'jawLeft', 'jawRight', 'jawOpen',
  'mouthClose', 'mouthFunnel', 'mouthPucker', 'mouthLeft', 'mouthRight',
  ...bothSides('mouthSmile', 'mouthFrown', 'mouthDimple', 'mouthStretch'),
  'mouthRollLower', 'mouthRollUpper', 'mouthShrugLower', 'mouthShrugUpper',
  ...bothSides('mouthPress', 'mouthLowerDown', 'mouthUpperUp', 'browDown'),
  'browInnerUp',
  ...bothSides('browOuterUp'),
  'cheekPuff',
  ...bothSides('cheekSquint', 'noseSneer'),
  'tongueOut',
]

/** 55: Azure's FacialExpression and Voice Live. The rolls have no coefficient of ours. */
export const AZURE_ORDER: readonly string[] = [...A2F_ORDER, 'headRoll', 'leftEyeRoll', 'rightEyeRoll']

/** 61: Convai and recordings of Live Link Face; right before left for jaw and mouth, nine rotations at the end. */
export const LIVE_LINK_ORDER: readonly string[] = [
  ...swapped(swapped(A2F_ORDER, 'jawLeft', 'jawRight'), 'mouthLeft', 'mouthRight'),
  'headYaw', 'headPitch', 'headRoll',
  'leftEyeYaw', 'leftEyePitch', 'leftEyeRoll', 'rightEyeYaw', 'rightEyePitch', 'rightEyeRoll',
]

function swapped(order: readonly string[], a: string, b: string): string[] {
  return order.map((name) => (name === a ? b : name === b ? a : name))
}
