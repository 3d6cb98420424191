import { COEFFICIENT_INDEX, type CoefficientName } from '../../../../electron/contract/coefficients.ts'
import type { FitLevel } from '../fit-model.ts'
import { FOLDING, foldWeight } from '../../rig/folds.ts'
import { LIPS, atlasPixels } from './skin-guide.ts'
import { rasterise } from './raster.ts'
import { smoothstep } from '../../smoothstep.ts'

export interface Folds {
  /** How bright each texel is with them beside without: 0–1, 1 where nothing folds. */
  readonly shade: Float32Array
  /** The weight (rig/folds.ts) at which they are as deep as in the photograph, left and right; 0 without any. */
  readonly weight: readonly [number, number]
}

/** Cells a side of the atlas in which light is compared, a millimetre each. */
const CELLS = 512
/** Radii in cells: what is finer is the skin's own, what is coarser the light on it. */
const FINE = 1
const COARSE = 34
/** Skin that the expression moves by this much is part of a fold, cm. */
const MOVED_CM = { none: 0.08, full: 0.32 } as const
/** Heights on the mean head between which folds end and lids begin, cm. */
const UNDER_EYES_CM = { full: 1.7, none: 2.4 } as const
/** A photographed expression weaker than this leaves no folds. */
const LEAST_WEIGHT = 0.15
/** Radii of the lips up to which they are left alone, and from which on skin counts. */
const LIPS_END = { none: 1.05, full: 1.3 } as const
/** On the atlas: wings of the nose and nostrils, which are dark of themselves. */
const NOSE = { u: 0.5, v: 0.69, halfU: 0.085, halfV: 0.055, full: 1.35 } as const
/** On the atlas: below the mouth a chin shades itself, and so does a face towards its sides. */
const BELOW_MOUTH = { none: 0.5, full: 0.55 } as const
const ASIDE = { full: 0.19, none: 0.26 } as const
/** Share of a shadow that goes, and of a highlight; and the most that either is changed by. */
const TAKEN = { dark: 0.92, bright: 0.2 } as const
const LARGEST_GAIN = 2.6
const LEAST_GAIN = 0.8
/** Brightness beside the tone around it below which a cell says nothing about that tone, and from which it does. */
const SHADED = { none: 0.8, full: 0.95 } as const
/** Gain from which on a spot lies in a crease, too narrow to be evened out, and takes the tone around it. */
const CREASE = { none: 1.1, full: 1.4, share: 0.85 } as const
const DARKEST = 0.02
const DEEPEST = 0.25
const GREEN = 1

/**
 * Takes the light of the photographed expression out of the skin: dark folds beside nose and mouth and what gleams on
 * lifted cheeks would stay on a face that rests. Each spot is brought to the tone around it; pores and moles stay.
 * @param color the skin on the atlas, three channels a texel; is changed
 * @param photographed coefficients that bring the resting face to its photograph
 */
export function takeFolds(level: FitLevel, color: Float32Array, size: number, photographed: ArrayLike<number>): Folds {
  const weight = [foldWeight(photographed, 'left'), foldWeight(photographed, 'right')] as const
  const shade = new Float32Array(size * size).fill(1)
  if (Math.max(...weight) < LEAST_WEIGHT) return { shade, weight: [0, 0] }
  const zone = foldZone(level, photographed)
  const step = size / CELLS
  const seen = reduced(color, size)
  const skin = zone.map((share) => (share > 0 ? 1 : 0))
  const fine = blurred(seen, skin, FINE)
  const around = toneAround(fine, skin)
  const gain = fine.map((value, i) => {
    const ratio = Math.min(Math.max(around[i]! / Math.max(value, DARKEST), LEAST_GAIN), LARGEST_GAIN)
    return ratio ** (zone[Math.floor(i / 3)]! * (ratio > 1 ? TAKEN.dark : TAKEN.bright))
  })
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (skin[Math.floor(y / step) * CELLS + Math.floor(x / step)] === 0) continue
      const [left, top] = [(x + 0.5) / step - 0.5, (y + 0.5) / step - 0.5]
      const crease = CREASE.share * smoothstep(CREASE.none, CREASE.full, between(gain, left, top, GREEN))
      const at = y * size + x
      const folded = brightness(color, at)
      for (let c = 0; c < 3; c++) {
        const even = color[3 * at + c]! * between(gain, left, top, c)
        color[3 * at + c] = Math.min(1, crease === 0 ? even : even + crease * (between(around, left, top, c) - even))
      }
      shade[at] = Math.min(1, Math.max(DEEPEST, folded / Math.max(brightness(color, at), DARKEST)))
    }
  }
  return { weight, shade }
}

/** How much each cell belongs to what the photographed expression folds. */
function foldZone(level: FitLevel, photographed: ArrayLike<number>): Float32Array {
  const zone = new Float32Array(CELLS * CELLS)
  const { count, shapes } = level.points
  const moved = new Float32Array(3 * count)
  for (const name of Object.keys(FOLDING)) {
    const index = COEFFICIENT_INDEX[name as CoefficientName]
    const by = photographed[index] ?? 0
    if (by !== 0) shapes[index]!.forEach((value, i) => (moved[i]! += by * value))
  }
  const share = Float32Array.from({ length: count }, (_, v) => {
    const below = 1 - smoothstep(UNDER_EYES_CM.full, UNDER_EYES_CM.none, level.points.mean[3 * v + 1]!)
    return below * smoothstep(MOVED_CM.none, MOVED_CM.full, Math.hypot(moved[3 * v]!, moved[3 * v + 1]!, moved[3 * v + 2]!))
  })
  const moving = level.part('skin').filter((_, i, skin) => [0, 1, 2].some((k) => share[skin[i - (i % 3) + k]!]! > 0))
  rasterise(atlasPixels(level, CELLS), moving, CELLS, CELLS, (x, y, a, b, c, wa, wb, wc) => {
    const [u, v] = [(x + 0.5) / CELLS, 1 - (y + 0.5) / CELLS]
    const lips = smoothstep(LIPS_END.none, LIPS_END.full, Math.hypot((u - LIPS.u) / LIPS.halfU, (v - LIPS.v) / LIPS.halfV))
    const nose = smoothstep(1, NOSE.full, Math.hypot((u - NOSE.u) / NOSE.halfU, (v - NOSE.v) / NOSE.halfV))
    const front = smoothstep(BELOW_MOUTH.none, BELOW_MOUTH.full, v) * (1 - smoothstep(ASIDE.full, ASIDE.none, Math.abs(u - 0.5)))
    zone[y * CELLS + x] = lips * nose * front * (wa * share[a]! + wb * share[b]! + wc * share[c]!)
  })
  return zone
}

/** The tone around each cell, which its shadows have no part in. */
function toneAround(fine: Float32Array, skin: Float32Array): Float32Array {
  const first = blurred(fine, skin, COARSE)
  const lit = skin.map((share, at) => {
    return share * smoothstep(SHADED.none, SHADED.full, brightness(fine, at) / Math.max(brightness(first, at), DARKEST))
  })
  return blurred(fine, lit, COARSE)
}

const brightness = (of: Float32Array, at: number): number => (of[3 * at]! + of[3 * at + 1]! + of[3 * at + 2]!) / 3

function reduced(color: Float32Array, size: number): Float32Array {
  const out = new Float32Array(3 * CELLS * CELLS)
  const step = size / CELLS
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const to = 3 * (Math.floor(y / step) * CELLS + Math.floor(x / step))
      for (let c = 0; c < 3; c++) out[to + c]! += color[3 * (y * size + x) + c]! / step ** 2
    }
  }
  return out
}

/** Three passes of a box, of what counts; where nothing does within reach, as it was. */
function blurred(color: Float32Array, counts: Float32Array, radius: number): Float32Array {
  let sums = color.map((value, i) => value * counts[Math.floor(i / 3)]!)
  let weights = counts
  for (let pass = 0; pass < 3; pass++) {
    sums = boxed(sums, 3, radius)
    weights = boxed(weights, 1, radius)
  }
  return sums.map((sum, i) => (weights[Math.floor(i / 3)]! > 1e-4 ? sum / weights[Math.floor(i / 3)]! : color[i]!))
}

/** Mean over a square; what lies outside the picture counts as nothing. */
function boxed(values: Float32Array, channels: number, radius: number): Float32Array<ArrayBuffer> {
  const across = new Float32Array(values.length)
  const out = new Float32Array(values.length)
  const run = (from: Float32Array, to: Float32Array, first: number, stride: number): void => {
    let sum = 0
    for (let i = -radius; i < CELLS; i++) {
      if (i + radius < CELLS) sum += from[first + (i + radius) * stride]!
      if (i > radius) sum -= from[first + (i - radius - 1) * stride]!
      if (i >= 0) to[first + i * stride] = sum / (2 * radius + 1)
    }
  }
  for (let line = 0; line < CELLS; line++) for (let c = 0; c < channels; c++) run(values, across, line * CELLS * channels + c, channels)
  for (let line = 0; line < CELLS; line++) for (let c = 0; c < channels; c++) run(across, out, line * channels + c, CELLS * channels)
  return out
}

function between(cells: Float32Array, x: number, y: number, c: number): number {
  const [left, top] = [Math.min(Math.max(x, 0), CELLS - 1.001), Math.min(Math.max(y, 0), CELLS - 1.001)]
  const [x0, y0] = [Math.floor(left), Math.floor(top)]
  const [fx, fy] = [left - x0, top - y0]
  const at = 3 * (y0 * CELLS + x0) + c
  const below = at + 3 * CELLS
  return (cells[at]! * (1 - fx) + cells[at + 3]! * fx) * (1 - fy) + (cells[below]! * (1 - fx) + cells[below + 3]! * fx) * fy
}
