import type { FitLevel, FitModel } from '../fit-model.ts'
import type { Vec3 } from '../../types.ts'
import type { Tones } from './tones.ts'

/** The teeth of the shipped head in its light, display-referred. */
const TEETH = [185 / 255, 166 / 255, 146 / 255] as const
const SHIPPED_WHITE = 0.8
const GAMMA = 2.2
/** How fast light is lost behind the front teeth, a channel, 1/cm: what is left of it has been through gums and cheeks. */
const INTO_MOUTH: Vec3 = [0.2, 0.32, 0.36]
const FRONT_CM = 0.6

/** Rows of teeth are moved and scaled as a whole: a mode of shape would dent each of them. */
export function placeTeeth(model: FitModel, level: FitLevel, positions: Float32Array): void {
  const shipped = new Float32Array(model.headBin, level.lod.attributes.position.offset, 3 * level.points.count)
  for (const name of ['teethUpper', 'teethLower']) {
    const [first, end] = level.range(name)
    const [from, to] = [middleOf(shipped, first, end), middleOf(positions, first, end)]
    const scale = spreadOf(positions, first, end, to) / spreadOf(shipped, first, end, from)
    for (let v = first; v < end; v++) for (let c = 0; c < 3; c++) positions[3 * v + c] = to[c]! + scale * (shipped[3 * v + c]! - from[c]!)
  }
}

/** Teeth and mouth as bright and as warm as the photograph's, darker and redder the deeper they lie. */
export function tintMouth(level: FitLevel, tones: Tones, positions: Float32Array, colors: Uint8Array): void {
  const exposure = Math.min(1.15, (tones.white / SHIPPED_WHITE) ** (1 / GAMMA))
  const gain = TEETH.map((value, c) => (tones.teeth === null ? exposure : Math.min(1.3, Math.max(0.6, tones.teeth[c]! / value))))
  for (const name of ['mouth', 'teethUpper', 'teethLower']) {
    const [first, end] = level.range(name)
    let front = -Infinity
    for (let v = first; v < end; v++) front = Math.max(front, positions[3 * v + 2]!)
    for (let v = first; v < end; v++) {
      const depth = name === 'mouth' ? 0 : Math.max(0, front - positions[3 * v + 2]! - FRONT_CM)
      for (let c = 0; c < 3; c++) {
        const share = name === 'mouth' ? exposure : gain[c]! * Math.exp(-INTO_MOUTH[c]! * depth)
        colors[4 * v + c] = Math.min(255, Math.round(colors[4 * v + c]! * share))
      }
    }
  }
}

function middleOf(points: Float32Array, first: number, end: number): Vec3 {
  const sum = [0, 0, 0]
  for (let v = first; v < end; v++) for (let c = 0; c < 3; c++) sum[c]! += points[3 * v + c]!
  return sum.map((value) => value / (end - first)) as unknown as Vec3
}

/** Mean distance from the middle. */
function spreadOf(points: Float32Array, first: number, end: number, middle: Vec3): number {
  let sum = 0
  for (let v = first; v < end; v++) sum += Math.hypot(points[3 * v]! - middle[0], points[3 * v + 1]! - middle[1], points[3 * v + 2]! - middle[2])
  return sum / (end - first)
}
