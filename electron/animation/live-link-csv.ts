import { COEFFICIENT_INDEX, type CoefficientName } from '../contract/coefficients.ts'
import type { AnimatedFile } from './animate-file.ts'

const EYE = ['Blink', 'LookDown', 'LookIn', 'LookOut', 'LookUp', 'Squint', 'Wide']
const bothSides = (...stems: string[]): string[] => stems.flatMap((stem) => [`${stem}Left`, `${stem}Right`])

/** The 52 coefficients in the order of the app's own recordings: right before left for jaw and mouth. */
const COEFFICIENT_COLUMNS = [
  ...EYE.map((part) => `Eye${part}Left`),
  ...EYE.map((part) => `Eye${part}Right`),
  'JawForward', 'JawRight', 'JawLeft', 'JawOpen',
  'MouthClose', 'MouthFunnel', 'MouthPucker', 'MouthRight', 'MouthLeft',
  ...bothSides('MouthSmile', 'MouthFrown', 'MouthDimple', 'MouthStretch'),
  'MouthRollLower', 'MouthRollUpper', 'MouthShrugLower', 'MouthShrugUpper',
  ...bothSides('MouthPress', 'MouthLowerDown', 'MouthUpperUp', 'BrowDown'),
  'BrowInnerUp',
  ...bothSides('BrowOuterUp'),
  'CheekPuff',
  ...bothSides('CheekSquint', 'NoseSneer'),
  'TongueOut',
]
const ROTATION_COLUMNS = [
  'HeadYaw', 'HeadPitch', 'HeadRoll',
  'LeftEyeYaw', 'LeftEyePitch', 'LeftEyeRoll', 'RightEyeYaw', 'RightEyePitch', 'RightEyeRoll',
]

const COLUMN_INDICES = COEFFICIENT_COLUMNS.map((column) => COEFFICIENT_INDEX[(column[0]!.toLowerCase() + column.slice(1)) as CoefficientName])

/** Angle of an eye, in radians, that looks as far aside as it can. */
const EYE_RANGE = 0.5

/** An animation as Live Link Face records it: one line a frame; rotations in radians, timecode `HH:MM:SS:FF.fff`. */
export function liveLinkCsv(animation: Pick<AnimatedFile, 'fps' | 'times' | 'frames' | 'headRotations' | 'gazes'>): string {
  const lines = animation.times.map((timeS, index) => {
    const coefficients = animation.frames[index]!
    const [pitch, yaw, roll] = animation.headRotations[index]!
    const [gazeX, gazeY] = animation.gazes[index]!
    const eye = [gazeX * EYE_RANGE, -gazeY * EYE_RANGE, 0]
    const values = [...COLUMN_INDICES.map((k) => coefficients[k]!), yaw, pitch, roll, ...eye, ...eye]
    return [timecode(timeS, animation.fps), values.length, ...values.map((value) => value.toFixed(6))].join(',')
  })
  return [['Timecode', 'BlendShapeCount', ...COEFFICIENT_COLUMNS, ...ROTATION_COLUMNS].join(','), ...lines, ''].join('\n')
}

function timecode(timeS: number, fps: number): string {
  // Milliseconds first: 1.9999999 s is second 2, frame 0.
  const wholeMs = Math.round(timeS * 1000)
  const seconds = Math.floor(wholeMs / 1000)
  const frame = ((wholeMs % 1000) / 1000) * fps
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}:${frame.toFixed(3).padStart(6, '0')}`
}
