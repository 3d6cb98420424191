import { PRESETS, type CoefficientSet } from './presets.ts'
import type { Vec2, Vec3 } from './types.ts'

export interface LabPose {
  readonly set?: CoefficientSet
  /** Pitch, yaw, roll in degrees. */
  readonly rotationDeg?: Vec3
  readonly gaze?: Vec2
  readonly breath?: number
}

export interface SheetCell {
  readonly label: string
  readonly pose: LabPose
  /** What of the picture is shown, in shares of it: left, top, right, bottom. Default: all. */
  readonly region?: readonly [number, number, number, number]
}

export interface SheetLayout {
  readonly columns: number
  /** Pixels of a cell. */
  readonly width: number
  readonly height: number
}

const preset = (name: string): SheetCell => ({ label: name, pose: { set: PRESETS[name] ?? {} } })
const turn = (label: string, rotationDeg: Vec3, set: CoefficientSet = {}): SheetCell => ({ label, pose: { rotationDeg, set } })
const look = (label: string, gaze: Vec2): SheetCell => ({ label, pose: { gaze } })

/** The whole picture in every pose that tends to break. */
export const WHOLE: readonly SheetCell[] = [
  ...['rest', 'viseme aa', 'viseme ee', 'viseme oo', 'viseme f', 'viseme m', 'smile', 'blink', 'surprise', 'laugh', 'frown'].map(preset),
  look('looks left', [-0.8, 0]),
  look('looks right', [0.8, 0]),
  look('looks up', [0, 0.8]),
  look('looks down', [0, -0.8]),
  turn('yaw −25°', [0, -25, 0]),
  turn('yaw −12°', [0, -12, 0]),
  turn('yaw +12°', [0, 12, 0]),
  turn('yaw +25°', [0, 25, 0]),
  turn('yaw +25°, laughs', [0, 25, 0], PRESETS['laugh']),
  turn('pitch −15°', [-15, 0, 0]),
  turn('pitch +15°', [15, 0, 0]),
  turn('pitch +15°, aa', [15, 0, 0], PRESETS['viseme aa']),
  turn('roll 9°', [0, 0, 9]),
]

const EYES = [0.25, 0.32, 0.75, 0.445] as const
const MOUTH = [0.33, 0.49, 0.67, 0.64] as const
const close = (region: SheetCell['region'], cells: readonly SheetCell[]): SheetCell[] => cells.map((cell) => ({ ...cell, region: region! }))

const both = (label: string, ...names: readonly string[]): SheetCell => ({ label, pose: { set: Object.assign({}, ...names.map((name) => PRESETS[name] ?? {})) as CoefficientSet } })

/** Lids and eyes as large as the portrait is drawn. */
export const EYE_CELLS: readonly SheetCell[] = close(EYES, [
  preset('rest'),
  { label: 'half a blink', pose: { set: { eyeBlinkLeft: 0.5, eyeBlinkRight: 0.5 } } },
  preset('blink'),
  { label: 'blink, looks down', pose: { set: { eyeBlinkLeft: 1, eyeBlinkRight: 1 }, gaze: [0, -0.8] } },
  look('looks left', [-0.8, 0]),
  look('looks right', [0.8, 0]),
  look('looks up', [0, 0.8]),
  look('looks down', [0, -0.8]),
  preset('smile'),
  preset('surprise'),
  preset('frown'),
  turn('yaw +12°', [0, 12, 0]),
])

/** The mouth as large as the portrait is drawn. */
export const MOUTH_CELLS: readonly SheetCell[] = close(MOUTH, [
  ...['rest', 'viseme aa', 'viseme ee', 'viseme oo', 'viseme f', 'viseme m', 'smile', 'laugh', 'open', 'surprise'].map(preset),
  { label: 'opens, lips closed', pose: { set: { jawOpen: 0.5, mouthClose: 0.5 } } },
  both('smile and oo', 'viseme oo', 'smile'),
  { label: 'smile and funnel', pose: { set: { mouthSmileLeft: 0.7, mouthSmileRight: 0.7, mouthFunnel: 0.7, jawOpen: 0.1 } } },
  { label: 'tongue', pose: { set: { jawOpen: 0.5, tongueOut: 0.8 } } },
  turn('yaw +12°, aa', [0, 12, 0], PRESETS['viseme aa']),
  turn('yaw −12°, laughs', [0, -12, 0], PRESETS['laugh']),
])
