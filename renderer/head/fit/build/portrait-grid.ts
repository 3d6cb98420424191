import { project, toCamera, type Pose } from '../camera.ts'
import type { FitLevel } from '../fit-model.ts'
import { FRAME, FRAME_LENS } from './photo.ts'
import { rasterise } from './raster.ts'

/** Samples of the photograph as a sheet in space: how far away each is, and how much it turns with the head. */
export interface PortraitGrid {
  /** cm from the camera along its axis, (columns + 1) · (rows + 1). */
  readonly depth: Float32Array
  /** 0–255. */
  readonly follow: Uint8Array
}

export const GRID = { columns: 48, rows: 60 } as const
/** What is this close to the head turns with it entirely, and what is this far away not at all, cm: hair, and what lies beside the neck. */
const BESIDE_HEAD = { near: 4, far: 11 } as const
const BESIDE_NECK = { near: 0, far: 3.5 } as const
/** Skin that follows the head less than this is neck. */
const NECK_FOLLOWS = 0.97
/** Share of the frame at each border that stays where it is. */
const BORDER = 0.07
/** Hair would hang in waves where the nearest part of the head changes from one sample to the next. */
const SMOOTHINGS = { beside: 12, all: 2 } as const

/** @param points the face at the photographed expression */
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
  const isBeside = Uint8Array.from(depth, (value) => (value === Infinity ? 1 : 0))
  spread(depth, moves, columns, rows, cellCm)
  for (let i = 0; i < depth.length; i++) if (depth[i] === Infinity) depth[i] = middle
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
      smoothMoves[y * columns + x]! *= Math.min(1, border / BORDER)
    }
  }
  return { depth: smoothDepth, follow: Uint8Array.from(smoothMoves, (value) => Math.round(255 * value)) }
}

/** Gives what lies beside the head the depth of the nearest part of it, and less and less of its motion. */
function spread(depth: Float32Array, moves: Float32Array, columns: number, rows: number, cellCm: number): void {
  const seeds: number[] = []
  depth.forEach((value, i) => value !== Infinity && seeds.push(i))
  if (seeds.length === 0) return
  const seedDepth = depth.slice()
  const seedMoves = moves.slice()
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const at = y * columns + x
      if (seedDepth[at] !== Infinity) continue
      let nearest = seeds[0]!
      let least = Infinity
      for (const seed of seeds) {
        const distance = ((seed % columns) - x) ** 2 + (Math.floor(seed / columns) - y) ** 2
        if (distance < least) {
          least = distance
          nearest = seed
        }
      }
      const away = Math.sqrt(least) * cellCm
      const { near, far } = seedMoves[nearest]! < NECK_FOLLOWS ? BESIDE_NECK : BESIDE_HEAD
      depth[at] = seedDepth[nearest]!
      moves[at] = seedMoves[nearest]! * Math.min(1, Math.max(0, (far - away) / (far - near)))
    }
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
