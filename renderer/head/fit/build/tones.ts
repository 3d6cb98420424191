import type { Vec3 } from '../../types.ts'
import { IRISES, irisRing } from './eyes.ts'
import { quantile } from './median.ts'
import { FRAME, openings, type FramedPhoto } from './photo.ts'

/** What the photograph says about eyes and teeth, display-referred 0–1. */
export interface Tones {
  /** Linear brightness of a white surface in this light, by the white of the eyes. */
  readonly white: number
  /** Mean colour of both irises; null where they cannot be made out. */
  readonly iris: Vec3 | null
  /** Brightest of the teeth; null where the mouth is closed. */
  readonly teeth: Vec3 | null
}

const EYE_MARGIN = 0.01
const TEETH_MARGIN = 0.02
/** The white of an eye on the eye's own map. */
const SCLERA = 0.8
const GAMMA = 2.2
const FEWEST_PIXELS = 60

export function readTones(photo: FramedPhoto): Tones {
  const { mesh, pixels } = photo
  const eyeDistance = Math.hypot(mesh[66]! - mesh[526]!, mesh[67]! - mesh[527]!)
  const inside = openings(photo, { eyes: -EYE_MARGIN * eyeDistance, mouth: -TEETH_MARGIN * eyeDistance })
  const iris: Vec3[] = []
  const white: number[] = []
  const teeth: Vec3[] = []
  const rings = IRISES.map((first) => irisRing(mesh, first))
  for (let y = 0, at = 0; y < FRAME.height; y++) {
    for (let x = 0; x < FRAME.width; x++, at++) {
      if (inside.mouth[at]! > 200) teeth.push(pixelAt(pixels.data, at))
      if (inside.eyes[at]! <= 200) continue
      const color = pixelAt(pixels.data, at)
      const near = Math.min(...rings.map((ring) => Math.hypot(x - ring.x, y - ring.y) / ring.radius))
      // The upper lid shades the top of the iris, and the pupil has no colour.
      const isLow = rings.some((ring) => y > ring.y - 0.3 * ring.radius && Math.abs(x - ring.x) < ring.radius)
      if (near > 0.45 && near < 0.85 && isLow) iris.push(color)
      else if (near > 1.15) white.push((color[0] + color[1] + color[2]) / 3)
    }
  }
  const sclera = white.length < FEWEST_PIXELS ? 0.72 : quantile(white, 0.85)
  return {
    white: Math.min(Math.max((sclera / SCLERA) ** GAMMA, 0.3), 1.1),
    iris: iris.length < FEWEST_PIXELS ? null : meanOfDimmest(iris, 0.7),
    teeth: teeth.length < FEWEST_PIXELS ? null : brightest(teeth),
  }
}

/** Gain a channel that brings the iris of the eye's map to the photographed colour in the same light. */
export function irisGain(wanted: Vec3, map: Vec3, white: number): Vec3 {
  const shown = white ** (1 / GAMMA)
  return wanted.map((value, c) => Math.min(Math.max(value / shown / Math.max(map[c]!, 0.02), 0.35), 2.2)) as unknown as Vec3
}

function pixelAt(data: Uint8ClampedArray, at: number): Vec3 {
  return [data[4 * at]! / 255, data[4 * at + 1]! / 255, data[4 * at + 2]! / 255]
}

const brightness = (color: Vec3): number => color[0] + color[1] + color[2]

/** Without the highlights. */
function meanOfDimmest(colors: Vec3[], share: number): Vec3 {
  const kept = colors.sort((a, b) => brightness(a) - brightness(b)).slice(0, Math.ceil(share * colors.length))
  return [0, 1, 2].map((c) => kept.reduce((sum, color) => sum + color[c]!, 0) / kept.length) as unknown as Vec3
}

function brightest(colors: Vec3[]): Vec3 {
  return colors.sort((a, b) => brightness(a) - brightness(b))[Math.floor(0.85 * (colors.length - 1))]!
}
