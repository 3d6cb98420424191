import { COEFFICIENT_INDEX } from '../../../../electron/contract/coefficients.ts'
import type { HeadFile } from '../../model/format.ts'
import type { FitLevel, FitModel } from '../fit-model.ts'
import { LIPS } from './skin-guide.ts'

/** Vertices of the lips of the shipped head that lie this close to one of the other lip touch it, cm. */
const TOUCHING_CM = 0.16
/** Half the width of the mouth, and the depth from which on vertices lie outside it, cm. */
const MOUTH = { halfX: 2.7, front: 7 } as const
/** Over this width gaps are evened out, and no gap is larger than this, cm. */
const EVEN_CM = 0.35
const LARGEST_CM = 0.4
/** The lips are pressed together by this much, cm: what touches by a hair shows what is behind it. */
const PRESSED_CM = 0.03
/** Up to so many radii of the lips, from the middle of the mouth, they move whole, and from there on less. */
const MOVED = { whole: 0.9, end: 2 } as const

/**
 * Closes lips which a face that is put together from modes leaves open: they touch where those of the shipped head do.
 * @returns how far up each vertex was moved, cm
 */
export function sealLips(model: FitModel, level: FitLevel, positions: Float32Array): Float32Array {
  const moved = new Float32Array(level.points.count)
  const shipped = new Float32Array(model.headBin, level.lod.attributes.position.offset, 3 * level.points.count)
  const gaps = gapsOf(level, shipped, positions)
  if (gaps.length === 0) return moved
  const [first, end] = level.range('skin')
  for (let v = first; v < end; v++) {
    const [u, w] = [(level.uvs[2 * v]! - LIPS.u) / LIPS.halfU, (level.uvs[2 * v + 1]! - LIPS.v) / LIPS.halfV]
    const share = Math.min(1, Math.max(0, (MOVED.end - Math.hypot(u, w)) / (MOVED.end - MOVED.whole)))
    if (share === 0) continue
    let sum = 0
    let weight = 0
    for (const { x, gap } of gaps) {
      const near = Math.exp(-(((positions[3 * v]! - x) / EVEN_CM) ** 2))
      sum += near * gap
      weight += near
    }
    const close = Math.min(Math.max(sum / (weight + 1e-6), 0), LARGEST_CM)
    moved[v] = (w > 0 ? -0.5 : 0.5) * share * share * (3 - 2 * share) * close
    positions[3 * v + 1]! += moved[v]!
  }
  return moved
}

/** Shapes that part lips, of which a photograph's expression has to hold this much to be told by. */
const PARTING = [
  ['mouthUpperUpLeft', 'mouthUpperUpRight'],
  ['mouthLowerDownLeft', 'mouthLowerDownRight'],
] as const
const LEAST_PARTED = 0.15
const UNITS = 32767

/**
 * A corrective shape that takes the seal back where the photographed expression parts the lips, which then are as far apart
 * as in the photograph; null where that expression keeps them closed. Its numbers are appended at `at` of `bin`.
 * @param photographed the coefficients that bring the resting face to its photograph
 */
export function unsealing(lod: string, moved: Float32Array, photographed: ArrayLike<number>, bin: ArrayBuffer, at: number): { entry: HeadFile['correctives'][number]; end: number } | null {
  const parting = PARTING.find((names) => photographed[COEFFICIENT_INDEX[names[0]]]! >= LEAST_PARTED)
  const vertices = Array.from(moved.keys()).filter((v) => Math.abs(moved[v]!) > 1e-3)
  if (!parting || vertices.length === 0) return null
  const weight = photographed[COEFFICIENT_INDEX[parting[0]]]!
  const scale = vertices.reduce((most, v) => Math.max(most, Math.abs(moved[v]!)), 0) / weight / UNITS
  const deltaOffset = at + 2 * vertices.length
  const deltas = new Int16Array(bin, deltaOffset, 3 * vertices.length)
  new Uint16Array(bin, at, vertices.length).set(vertices)
  vertices.forEach((v, i) => (deltas[3 * i + 1] = Math.round(-moved[v]! / weight / scale)))
  return { entry: { of: [...parting], by: 'least', lod, name: `sealed ${parting.join(' ')}`, scale, count: vertices.length, indexOffset: at, deltaOffset }, end: deltaOffset + 6 * vertices.length }
}

/** How much further apart than on the shipped head the lips are, at each place where they touch there. */
function gapsOf(level: FitLevel, shipped: Float32Array, positions: Float32Array): { x: number; gap: number }[] {
  const [first, end] = level.range('skin')
  const upper: number[] = []
  const lower: number[] = []
  for (let v = first; v < end; v++) {
    const [u, w] = [(level.uvs[2 * v]! - LIPS.u) / LIPS.halfU, (level.uvs[2 * v + 1]! - LIPS.v) / LIPS.halfV]
    if (Math.hypot(u, w) > 1 || Math.abs(shipped[3 * v]!) > MOUTH.halfX || shipped[3 * v + 2]! < MOUTH.front) continue
    if (w > 0) upper.push(v)
    else lower.push(v)
  }
  return upper.flatMap((a) => {
    let nearest = -1
    let least = TOUCHING_CM
    for (const b of lower) {
      const distance = Math.hypot(shipped[3 * a]! - shipped[3 * b]!, shipped[3 * a + 1]! - shipped[3 * b + 1]!, shipped[3 * a + 2]! - shipped[3 * b + 2]!)
      if (distance < least) [least, nearest] = [distance, b]
    }
    if (nearest === -1) return []
    const apart = (of: Float32Array): number => of[3 * a + 1]! - of[3 * nearest + 1]!
    return [{ x: positions[3 * a]!, gap: apart(positions) - apart(shipped) + PRESSED_CM }]
  })
}
