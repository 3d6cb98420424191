import { project, toCamera, type Pose } from '../camera.ts'
import type { FitLevel } from '../fit-model.ts'
import { FRAME, FRAME_LENS } from './photo.ts'
import { rasterise } from './raster.ts'
import { smoothstep } from '../../smoothstep.ts'

/** Samples of the photograph as a sheet in space: how far away each is, and how much it turns with the head. */
export interface PortraitGrid {
  /** cm from the camera along its axis, (columns + 1) · (rows + 1). */
  readonly depth: Float32Array
  /** 0–255. */
  readonly follow: Uint8Array
}

export const GRID = { columns: 48, rows: 60 } as const
/** What is this close to the head turns with it entirely, and what is this far away not at all, cm: hair, and what lies beside the neck. */
const BESIDE_HEAD = { near: 1, far: 11 } as const
const BESIDE_NECK = { near: 0, far: 3 } as const
/** This far beside the outline of the head hair hangs in one plane, this much before the middle of the head, cm. */
const HAIR = { beside: 3.5, before: 1.5 } as const
/** So many samples inside the outline the face is evened out with what lies beside it. */
const RIM = [-2, -1, 0, 1, 2] as const
/** Skin that follows the head less than this is neck. */
const NECK_FOLLOWS = 0.97
/** Share of the frame at each border that stays where it is. */
const BORDER = 0.07
/** Hair would hang in waves where the nearest part of the head changes from one sample to the next. */
const SMOOTHINGS = { beside: 12, all: 2 } as const

/** @param points the face at rest, where the portrait shows it */
export function portraitGrid(level: FitLevel, points: Float32Array, follow: Uint8Array, pose: Pose): PortraitGrid {
  const columns = GRID.columns + 1
  const rows = GRID.rows + 1
  const camera = toCamera(points, pose)
  const pixels = project(camera, FRAME_LENS).map((value, i) => (value / (i % 2 === 0 ? FRAME.width : FRAME.height)) * (i % 2 === 0 ? GRID.columns : GRID.rows) + 0.5)
  const depth = new Float32Array(columns * rows).fill(Infinity)
  const moves = new Float32Array(columns * rows)
  rasterise(pixels, level.part('skin'), columns, rows, (x, y, a, b, c, wa, wb, wc) => {
    const z = -(wa * camera[3 * a + 2]! + wb * camera[3 * b + 2]! + wc * camera[3 * c + 2]!)
    const at = y * columns + x
    if (z >= depth[at]!) return
    depth[at] = z
    moves[at] = (wa * follow[a]! + wb * follow[b]! + wc * follow[c]!) / 255
  })
  const middle = -pose.translation[2]!
  const cellCm = ((FRAME.height / GRID.rows) * middle) / FRAME_LENS.focal
  const hairDepth = middle - HAIR.before
  const rim = RIM.flatMap((y) => RIM.map((x) => y * columns + x))
  const isBeside = depth.map((_, at) => (rim.some((step) => (depth[at + step] ?? Infinity) === Infinity) ? 1 : 0))
  // What turns away behind the outline would be drawn out beside it.
  for (let at = 0; at < depth.length; at++) if (depth[at]! > hairDepth && depth[at] !== Infinity) depth[at] = hairDepth
  spread(depth, moves, columns, cellCm, hairDepth)
  const smooth = (values: Float32Array): Float32Array => {
    let smoothed = values
    for (let k = 0; k < SMOOTHINGS.beside; k++) smoothed = blurred(smoothed, columns, rows).map((value, at) => (isBeside[at] ? value : values[at]!))
    for (let k = 0; k < SMOOTHINGS.all; k++) smoothed = blurred(smoothed, columns, rows)
    return smoothed
  }
  const [smoothDepth, smoothMoves] = [smooth(depth), smooth(moves)]
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const border = Math.min(x / GRID.columns, 1 - x / GRID.columns, y / GRID.rows, 1 - y / GRID.rows)
      smoothMoves[y * columns + x]! *= smoothstep(0, BORDER, border)
    }
  }
  return { depth: smoothDepth, follow: Uint8Array.from(smoothMoves, (value) => Math.round(255 * value)) }
}

/**
 * Gives what lies beside the head the depth of the outline around it, further away that of the hair, and less and less of
 * its motion. All of the outline counts, the nearest most: what only followed the nearest would hang in waves.
 */
function spread(depth: Float32Array, moves: Float32Array, columns: number, cellCm: number, hairDepth: number): void {
  const isHead = Uint8Array.from(depth, (value) => (value === Infinity ? 0 : 1))
  const outline: number[] = []
  isHead.forEach((is, at) => {
    if (is && [at - 1, at + 1, at - columns, at + columns].some((other) => isHead[other] === 0)) outline.push(at)
  })
  for (let at = 0; at < depth.length; at++) {
    if (isHead[at]) continue
    let [least, weight, deep, move, neck] = [Infinity, 0, 0, 0, 0]
    for (const seed of outline) {
      const distance = ((seed % columns) - (at % columns)) ** 2 + (Math.floor(seed / columns) - Math.floor(at / columns)) ** 2
      const share = 1 / distance ** 2
      least = Math.min(least, distance)
      weight += share
      deep += share * depth[seed]!
      move += share * moves[seed]!
      if (moves[seed]! < NECK_FOLLOWS) neck += share
    }
    const away = Math.sqrt(least) * cellCm
    const isNeck = weight > 0 ? neck / weight : 0
    const near = BESIDE_HEAD.near + isNeck * (BESIDE_NECK.near - BESIDE_HEAD.near)
    const far = BESIDE_HEAD.far + isNeck * (BESIDE_NECK.far - BESIDE_HEAD.far)
    depth[at] = weight > 0 ? deep / weight + (hairDepth - deep / weight) * smoothstep(0, HAIR.beside, away) : hairDepth
    moves[at] = weight > 0 ? (move / weight) * (1 - smoothstep(near, far, away)) : 0
  }
}

function blurred(values: Float32Array, columns: number, rows: number): Float32Array<ArrayBuffer> {
  const out = new Float32Array(values.length)
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      let sum = 0
      let count = 0
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          if (x + dx < 0 || x + dx >= columns || y + dy < 0 || y + dy >= rows) continue
          sum += values[(y + dy) * columns + x + dx]!
          count++
        }
      }
      out[y * columns + x] = sum / count
    }
  }
  return out
}
