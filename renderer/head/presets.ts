import { COEFFICIENT_COUNT, COEFFICIENT_INDEX, type CoefficientName } from '../../electron/contract/coefficients.ts'

export type CoefficientSet = Partial<Record<CoefficientName, number>>

/** The 52 in canonical order; what is not named is 0. */
export function coefficientArray(set: CoefficientSet): Float32Array {
  const values = new Float32Array(COEFFICIENT_COUNT)
  for (const [name, value] of Object.entries(set)) values[COEFFICIENT_INDEX[name as CoefficientName]] = value
  return values
}

/** Poses to look at after every change of the head: five visemes, and what tends to break. */
export const PRESETS: Readonly<Record<string, CoefficientSet>> = {
  rest: {},
  'viseme aa': { jawOpen: 0.5, mouthLowerDownLeft: 0.2, mouthLowerDownRight: 0.2, mouthUpperUpLeft: 0.1, mouthUpperUpRight: 0.1 },
  'viseme ee': { jawOpen: 0.12, mouthStretchLeft: 0.4, mouthStretchRight: 0.4, mouthSmileLeft: 0.3, mouthSmileRight: 0.3, mouthLowerDownLeft: 0.3, mouthLowerDownRight: 0.3 },
  'viseme oo': { jawOpen: 0.09, mouthPucker: 0.65, mouthFunnel: 0.25 },
  'viseme f': { jawOpen: 0.08, mouthRollLower: 0.5, mouthUpperUpLeft: 0.22, mouthUpperUpRight: 0.22 },
  'viseme m': { jawOpen: 0.07, mouthClose: 0.07, mouthPressLeft: 0.35, mouthPressRight: 0.35, mouthRollLower: 0.12, mouthRollUpper: 0.12 },
  smile: { mouthSmileLeft: 0.8, mouthSmileRight: 0.8, cheekSquintLeft: 0.4, cheekSquintRight: 0.4 },
  laugh: { jawOpen: 0.3, mouthSmileLeft: 0.9, mouthSmileRight: 0.9, mouthUpperUpLeft: 0.3, mouthUpperUpRight: 0.3, cheekSquintLeft: 0.6, cheekSquintRight: 0.6 },
  blink: { eyeBlinkLeft: 1, eyeBlinkRight: 1 },
  surprise: { browInnerUp: 0.8, browOuterUpLeft: 0.8, browOuterUpRight: 0.8, eyeWideLeft: 0.8, eyeWideRight: 0.8, jawOpen: 0.3 },
  frown: { browDownLeft: 0.8, browDownRight: 0.8, mouthFrownLeft: 0.5, mouthFrownRight: 0.5 },
  open: { jawOpen: 0.9 },
}

/** Sixty frames a second of a talking mouth: about a dozen shapes at work, as in speech. */
export function babble(durationS: number): { timeS: number; coefficients: Float32Array }[] {
  return Array.from({ length: Math.ceil(durationS * 60) }, (_, i) => {
    const timeS = i / 60
    const wave = (hz: number): number => 0.5 + 0.5 * Math.sin(2 * Math.PI * hz * timeS)
    return {
      timeS,
      coefficients: coefficientArray({
        jawOpen: 0.4 * wave(3.1),
        mouthClose: 0.05 * wave(5.3),
        mouthFunnel: 0.3 * wave(1.7),
        mouthPucker: 0.4 * wave(1.3),
        mouthSmileLeft: 0.2 * wave(0.9),
        mouthSmileRight: 0.2 * wave(0.9),
        mouthLowerDownLeft: 0.3 * wave(2.3),
        mouthLowerDownRight: 0.3 * wave(2.3),
        mouthUpperUpLeft: 0.2 * wave(2.9),
        mouthUpperUpRight: 0.2 * wave(2.9),
        mouthRollLower: 0.1 * wave(4.1),
        browInnerUp: 0.3 * wave(0.4),
      }),
    }
  })
}
