import type { Vec3 } from '../../types.ts'
import { NormalEquations } from '../solve/normal-equations.ts'
import { median } from './median.ts'
import type { LitSample } from './skin-texture.ts'

export interface FittedLight {
  /** Irradiance, linear, in the order of head.json; 1 a channel is a white surface shown white. */
  readonly sh: Vec3[]
  readonly key: { readonly direction: Vec3; readonly color: Vec3; readonly softness?: number }
}

const BANDS = 9
/** How strongly each band is held at 0: a face shows its front only, which says little about the finer ones. */
const STIFFNESS = [0, 0.02, 0.02, 0.02, 0.15, 0.15, 0.15, 0.15, 0.15]
const GAMMA = 2.2
const KEY_COLOR: Vec3 = [1, 0.97, 0.93]

export function bandsOf([x, y, z]: Vec3): number[] {
  return [1, y, z, x, x * y, y * z, 3 * z * z - 1, x * z, x * x - y * y]
}

/** Brightness that the key light has in the shader's mirror of an eye. */
const MIRRORED = 0.85
const KEY_SCALES = [0.35, 1] as const

/** The same light with its key where the eyes mirror it, as bright and as soft. */
export function withKey(light: FittedLight, { direction, contrast, softness }: { direction: Vec3; contrast: number; softness: number }): FittedLight {
  const scale = Math.min(Math.max(contrast / MIRRORED, KEY_SCALES[0]), KEY_SCALES[1])
  return { ...light, key: { direction, color: KEY_COLOR.map((value) => scale * value) as unknown as Vec3, softness } }
}

/**
 * The light on a face from skin colours by normal, second-order spherical harmonics; hair, brows and lips, which are of
 * other colours than most of it, are left out.
 * @param level linear brightness that a white surface towards the camera is shown at
 */
export function fitLight(samples: readonly LitSample[], level: number): FittedLight {
  const linear = samples.map(({ color, normal }) => ({ normal, color: color.map((value) => value ** GAMMA) as unknown as Vec3 }))
  const brightness = (color: Vec3): number => (color[0] + color[1] + color[2]) / 3
  const middle = median(linear.map(({ color }) => brightness(color)))
  const redness = median(linear.map(({ color }) => color[0] / Math.max(color[2], 1e-3)))
  const skin = linear.filter(({ color }) => {
    const bright = brightness(color) / middle
    const red = color[0] / Math.max(color[2], 1e-3) / redness
    return bright > 0.35 && bright < 2.2 && red > 0.6 && red < 1.7
  })
  const channels = [0, 1, 2].map((channel) => {
    const equations = new NormalEquations(BANDS)
    const unknowns = Int32Array.from({ length: BANDS }, (_, k) => k)
    const scale = Math.max(median(skin.map(({ color }) => color[channel]!)), 1e-3)
    for (const { normal, color } of skin) equations.add(unknowns, Float64Array.from(bandsOf(normal)), -color[channel]! / scale, 1 / skin.length)
    STIFFNESS.forEach((weight, k) => equations.prior(k, 0, 0, weight + 1e-6))
    const free = new Float64Array(BANDS).fill(Infinity)
    return equations.step(new Float64Array(BANDS), free.map(() => -Infinity), free)
  })
  const front = bandsOf([0, 0, 1])
  const toward = channels.map((sh) => Math.max(front.reduce((sum, value, k) => sum + value * sh[k]!, 0), 0.2))
  const sh = Array.from({ length: BANDS }, (_, k) => channels.map((bands, c) => (bands[k]! / toward[c]!) * level) as unknown as Vec3)
  const green = sh.map((band) => band[1])
  const direction: Vec3 = [green[3]!, green[1]!, Math.max(green[2]!, 0) + 0.35 * level]
  const length = Math.hypot(...direction)
  return { sh, key: { direction: direction.map((value) => value / length) as unknown as Vec3, color: KEY_COLOR } }
}
