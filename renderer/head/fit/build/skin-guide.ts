import { COEFFICIENT_INDEX } from '../../../../electron/contract/coefficients.ts'
import type { FitLevel } from '../fit-model.ts'
import type { Vec3 } from '../../types.ts'
import { median, quantile } from './median.ts'
import { filled, type WeightedPicture } from './pull-push.ts'
import { rasterise } from './raster.ts'
import { smoothstep } from '../../smoothstep.ts'

/** The lit skin of our own head on the atlas: three channels a texel, 0–1, first row at the top. */
export interface OwnSkin {
  readonly size: number
  readonly color: Float32Array
}

export interface GuidedSkin {
  readonly color: Float32Array
  /** How bright, a channel, a spot of an open lid is beside the same spot of a closed one: lashes stand before it. 1 elsewhere. */
  lidShade(u: number, v: number): Vec3
}

/** Outline of the lips on the atlas; the guide reaches as far as `reach` of it and is gone at `end`. */
export const LIPS = { u: 0.5, v: 0.578, halfU: 0.112, halfV: 0.056, reach: 1.15, end: 1.6 } as const
/** Skin that a blink moves by this much belongs to the lids, and what it sinks by as much to the upper ones, cm. */
const LID_MOVES_CM = 0.1
const UPPER_LID_SINKS_CM = { none: 0.04, full: 0.25 } as const
/** Brightness over that of the clear part of a lid, from which and up to which it is a lash, and above which a highlight. */
const LASH = { none: 0.82, full: 0.62, gloss: 1.25 } as const
const CLEAR_LID = 0.65
/** How far the rest of a lid is brought to its middle tone, which also fills, faintly, what is not seen of it. */
const EVENED = 0.7
const EVEN_WEIGHT = 0.05
const KEPT = 0.3
/** How much a lower lid moves with a blink, of what counts as lid, and the brightness over its middle from which it is the eye. */
const LOWER_LID = 0.5
const WHITE = 1.12
/** The same over the middle of the lips: shadows of the corners, and teeth, which are also less red. */
const LIP = { least: 0.7, most: 1.55, paler: 0.86 } as const
/** Up to so many radii of the lips, the skin around them: darker than this, or redder, over its middle it is a lip or a shadow of the corners. */
const AROUND_LIPS = { end: 1.45, least: 0.8, redder: 1.05 } as const
/** On the atlas: the corners, which a photograph shows dark, drawn out by a smile, and never where they were fitted to the millimetre. */
const CORNERS = { u: [0.395, 0.605], v: 0.586, halfU: 0.034, halfV: 0.042, inner: 0.6 } as const
/** Texels that are taken for known when a tone is looked for. */
const KNOWN = 0.3
const FEWEST_TEXELS = 40
const LEAST_TONE = 0.02
const DARKEST_LID = 0.3
/** How much of the folds of our own lids is drawn on them; what is bright there is the wet rim. */
const LID_SHADING = 0.6
const UNSHADED: Vec3 = [1, 1, 1]

/**
 * The skin of a photograph with lids and lips that it does not show, or shows behind lashes and teeth, drawn as those of
 * our own head, in the tone of what is seen around them.
 * @param seen photographed colours; weight 0 unknown to 1 known
 */
export function guidedSkin(level: FitLevel, seen: WeightedPicture, own: OwnSkin): GuidedSkin {
  const size = seen.width
  const { lids, upper } = lidZones(level, size)
  const guide = guideOf(own, lids)
  const tone = new Float32Array(guide.length)
  for (let i = 0; i < tone.length; i++) tone[i] = seen.color[i]! / guide[i]!
  const weight = seen.weight.slice()
  for (const half of [0, 1] as const) distrustLashes(tone, weight, upper, size, half)
  distrustRims(tone, weight, lids, upper)
  distrustMouth(tone, weight, size)
  const color = filled({ width: size, height: size, color: tone, weight })
  for (let i = 0; i < color.length; i++) color[i] = Math.min(1, color[i]! * guide[i]!)
  keepSomeLashes(color, seen, upper)
  return { color, lidShade: (u, v) => lidShade(seen, color, upper, u, v) }
}

/** An open lid without any line of its lashes would look plucked; so much of them does not show on a closed one. Rims that are not seen are as dark as the rest. */
function keepSomeLashes(color: Float32Array, seen: WeightedPicture, upper: Float32Array): void {
  const size = seen.width
  for (const half of [0, 1] as const) {
    const lid: number[] = []
    for (let at = 0; at < upper.length; at++) if (upper[at]! > 0 && (at % size < size / 2 ? 0 : 1) === half) lid.push(at)
    const known = lid.filter((at) => seen.weight[at]! > KNOWN)
    const shaded = known.filter((at) => upper[at] === 1).map((at) => brightnessAt(seen.color, at) / Math.max(brightnessAt(color, at), LEAST_TONE))
    const unseen = shaded.length === 0 ? 1 : Math.min(1, median(shaded))
    for (const at of lid) {
      const isKnown = seen.weight[at]! > KNOWN
      for (let c = 0; c < 3; c++) color[3 * at + c]! += KEPT * (isKnown ? seen.color[3 * at + c]! - color[3 * at + c]! : upper[at]! * (unseen - 1) * color[3 * at + c]!)
    }
  }
}

/** How much each texel belongs to the lids of an eye, and to the upper ones. */
function lidZones(level: FitLevel, size: number): { lids: Float32Array; upper: Float32Array } {
  const lids = new Float32Array(size * size)
  const upper = new Float32Array(size * size)
  const blinks = [level.points.shapes[COEFFICIENT_INDEX.eyeBlinkLeft]!, level.points.shapes[COEFFICIENT_INDEX.eyeBlinkRight]!]
  const moved = Float32Array.from({ length: level.points.count }, (_, v) => Math.max(...blinks.map((field) => Math.hypot(field[3 * v]!, field[3 * v + 1]!, field[3 * v + 2]!))))
  const sunk = Float32Array.from({ length: level.points.count }, (_, v) => Math.max(...blinks.map((field) => -field[3 * v + 1]!)))
  const moving = level.part('skin').filter((_, i, skin) => [0, 1, 2].some((k) => moved[skin[i - (i % 3) + k]!]! > 0))
  rasterise(atlasPixels(level, size), moving, size, size, (x, y, a, b, c, wa, wb, wc) => {
    const at = y * size + x
    lids[at] = Math.min(1, (wa * moved[a]! + wb * moved[b]! + wc * moved[c]!) / LID_MOVES_CM)
    upper[at] = smoothstep(UPPER_LID_SINKS_CM.none, UPPER_LID_SINKS_CM.full, wa * sunk[a]! + wb * sunk[b]! + wc * sunk[c]!)
  })
  return { lids, upper }
}

export function atlasPixels(level: FitLevel, size: number): Float64Array {
  return Float64Array.from(level.uvs, (value, i) => (i % 2 === 0 ? value : 1 - value) * size)
}

/** Visits the texels within `radius` of the lips: 0 in their middle, 1 on their outline. */
function eachLipTexel(size: number, radius: number, visit: (at: number, away: number) => void): void {
  for (let y = Math.floor((1 - LIPS.v - radius * LIPS.halfV) * size); y <= (1 - LIPS.v + radius * LIPS.halfV) * size; y++) {
    for (let x = Math.floor((LIPS.u - radius * LIPS.halfU) * size); x <= (LIPS.u + radius * LIPS.halfU) * size; x++) {
      const away = Math.hypot(((x + 0.5) / size - LIPS.u) / LIPS.halfU, (1 - (y + 0.5) / size - LIPS.v) / LIPS.halfV)
      if (away <= radius) visit(y * size + x, away)
    }
  }
}

/** Our own skin at lips, the shading of it at lids, and its mean tone elsewhere. */
function guideOf({ size, color }: OwnSkin, lids: Float32Array): Float32Array {
  const lips = new Float32Array(size * size)
  eachLipTexel(size, LIPS.end, (at, away) => (lips[at] = Math.min(1, (LIPS.end - away) / (LIPS.end - LIPS.reach))))
  const mean = [0, 0, 0]
  let count = 0
  for (let at = 0; at < lips.length; at++) {
    const share = Math.max(lips[at]!, lids[at]!)
    if (share < 0.05 || share > 0.4) continue
    count++
    for (let c = 0; c < 3; c++) mean[c]! += color[3 * at + c]!
  }
  const base = mean.map((sum) => Math.max(sum / Math.max(count, 1), LEAST_TONE))
  const bright = (base[0]! + base[1]! + base[2]!) / 3
  const guide = new Float32Array(3 * size * size)
  for (let at = 0; at < lips.length; at++) {
    const shading = 1 + LID_SHADING * lids[at]! * Math.min(0, brightnessAt(color, at) / bright - 1)
    for (let c = 0; c < 3; c++) guide[3 * at + c] = Math.max(LEAST_TONE, base[c]! * shading * (1 - lips[at]!) + color[3 * at + c]! * lips[at]!)
  }
  return guide
}

const brightnessAt = (picture: Float32Array, at: number): number => (picture[3 * at]! + picture[3 * at + 1]! + picture[3 * at + 2]!) / 3

/** Takes lashes, which are darker than the lid that they stand before, from the upper lid of the eye in one half of the atlas, and evens out what is left. */
function distrustLashes(tone: Float32Array, weight: Float32Array, upper: Float32Array, size: number, half: 0 | 1): void {
  const lid: number[] = []
  for (let at = 0; at < upper.length; at++) if (upper[at]! > 0 && (at % size < size / 2 ? 0 : 1) === half) lid.push(at)
  const known = lid.filter((at) => weight[at]! > KNOWN)
  if (known.length < FEWEST_TEXELS) return
  const clear = quantile(known.map((at) => brightnessAt(tone, at)), CLEAR_LID)
  for (const at of lid) {
    const bright = brightnessAt(tone, at) / clear
    const trust = Math.min(1, Math.max(0, (bright - LASH.full) / (LASH.none - LASH.full))) * (bright > LASH.gloss ? 0 : 1)
    weight[at]! *= 1 - upper[at]! * (1 - trust)
  }
  const trusted = known.filter((at) => weight[at]! > KNOWN)
  if (trusted.length < FEWEST_TEXELS) return
  const even = [0, 1, 2].map((c) => median(trusted.map((at) => tone[3 * at + c]!)))
  for (const at of lid) {
    const share = EVENED * Math.min(1, 3 * upper[at]!)
    for (let c = 0; c < 3; c++) tone[3 * at + c] = weight[at]! > 0 ? tone[3 * at + c]! + share * (even[c]! - tone[3 * at + c]!) : even[c]!
    weight[at] = Math.max(weight[at]!, EVEN_WEIGHT * upper[at]!)
  }
}

/** Takes the white of the eye, which shows where a lid was fitted too high, from the lower lids. */
function distrustRims(tone: Float32Array, weight: Float32Array, lids: Float32Array, upper: Float32Array): void {
  const lid: number[] = []
  for (let at = 0; at < lids.length; at++) if (lids[at]! > LOWER_LID && upper[at] === 0 && weight[at]! > KNOWN) lid.push(at)
  if (lid.length < FEWEST_TEXELS) return
  const middle = median(lid.map((at) => brightnessAt(tone, at)))
  for (const at of lid) if (brightnessAt(tone, at) / middle > WHITE) weight[at] = 0
}

/** Takes from the lips what is no lip: the dark of the corners, and teeth. */
function distrustMouth(tone: Float32Array, weight: Float32Array, size: number): void {
  const lips: number[] = []
  eachLipTexel(size, 1, (at) => weight[at]! > 0 && lips.push(at))
  const known = lips.filter((at) => weight[at]! > KNOWN)
  if (known.length < FEWEST_TEXELS) return
  const redness = (at: number): number => tone[3 * at]! / Math.max(tone[3 * at + 1]!, LEAST_TONE)
  const bright = median(known.map((at) => brightnessAt(tone, at)))
  const red = median(known.map(redness))
  for (const at of lips) {
    const share = brightnessAt(tone, at) / bright
    if (share < LIP.least || share > LIP.most || redness(at) / red < LIP.paler) weight[at] = 0
  }
  distrustAround(tone, weight, size, redness)
  eachLipTexel(size, AROUND_LIPS.end, (at) => {
    const [u, v] = [((at % size) + 0.5) / size, 1 - (Math.floor(at / size) + 0.5) / size]
    const away = Math.min(...CORNERS.u.map((middle) => Math.hypot((u - middle) / CORNERS.halfU, (v - CORNERS.v) / CORNERS.halfV)))
    weight[at]! *= smoothstep(CORNERS.inner, 1, away)
  })
}

/** Takes from the skin around the lips what is lip, or the shadow of a corner. */
function distrustAround(tone: Float32Array, weight: Float32Array, size: number, redness: (at: number) => number): void {
  const around: number[] = []
  eachLipTexel(size, AROUND_LIPS.end, (at, away) => away > 1 && weight[at]! > KNOWN && around.push(at))
  if (around.length < FEWEST_TEXELS) return
  const bright = median(around.map((at) => brightnessAt(tone, at)))
  const red = median(around.map(redness))
  for (const at of around) if (brightnessAt(tone, at) / bright < AROUND_LIPS.least || redness(at) / red > AROUND_LIPS.redder) weight[at] = 0
}

/** Mean over what is known around a spot, further around it where nothing is. */
function lidShade(seen: WeightedPicture, clean: Float32Array, upper: Float32Array, u: number, v: number): Vec3 {
  const size = seen.width
  const [x, y] = [Math.round(u * size - 0.5), Math.round((1 - v) * size - 0.5)]
  const share = upper[y * size + x] ?? 0
  if (share === 0) return UNSHADED
  for (let reach = Math.round(size / 512); reach <= size / 32; reach *= 2) {
    const sum = [0, 0, 0]
    let count = 0
    for (let ty = Math.max(0, y - reach); ty <= Math.min(size - 1, y + reach); ty++) {
      for (let tx = Math.max(0, x - reach); tx <= Math.min(size - 1, x + reach); tx++) {
        const at = ty * size + tx
        if (seen.weight[at]! < KNOWN || upper[at] === 0) continue
        for (let c = 0; c < 3; c++) sum[c]! += seen.color[3 * at + c]! / Math.max(clean[3 * at + c]!, LEAST_TONE)
        count++
      }
    }
    if (count > 0) return sum.map((total) => 1 - share * (1 - Math.min(1, Math.max(DARKEST_LID, total / count)))) as unknown as Vec3
  }
  return UNSHADED
}
