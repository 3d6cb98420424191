import { project, toCamera, type Pose } from '../camera.ts'
import type { FitLevel } from '../fit-model.ts'
import type { Vec3 } from '../../types.ts'
import { FRAME, FRAME_LENS } from './photo.ts'
import { depthMap, rasterise } from './raster.ts'

/** Samples of a picture as a sheet in space: how far away each is, and how much it turns with the head. */
export interface PortraitGrid {
  /** cm from the camera along its axis, (columns + 1) · (rows + 1). */
  readonly depth: Float32Array
  /** 0–255. */
  readonly follow: Uint8Array
}

/** The photograph as two sheets: what surrounds the face, and over it the face itself, whose outline would tear the first one. */
export interface PortraitGrids {
  readonly surround: PortraitGrid
  readonly face: PortraitGrid
}

export const GRID = { columns: 48, rows: 60 } as const
const COLUMNS = GRID.columns + 1
const ROWS = GRID.rows + 1
/** The head is looked at this much finer than the samples lie. */
const FINER = 4
/** On the atlas the jaw ends here, and the neck here. */
const JAW_V = 0.44
const NECK_V = 0.26
/** On the atlas: further from its middle, and below this, lie ears. */
const EARS = { fromMiddle: 0.36, top: 0.84 } as const
/** Height up to which the back of the mean head is neck, cm. */
const NAPE_CM = -5
/** Height from which the back of the mean head is scalp that is seen above a forehead, cm. */
const SCALP_CM = 9
/** From the neck to what lies beside it, as deep as the axis that the head turns about, as hair and ears do, cm. */
const BEHIND_CM = 2
/** Hair above the temples lies on the skull, hair below the cheekbones hangs behind the face; and how far it takes from the one depth to the other. */
const TEMPLE_CM = 6
const CHEEK_CM = 2
const SKULL_CM = 6
/** What is this close to the head turns with it, and what is this far away not at all, cm. */
const TURNS = { near: 4, far: 11 } as const
/** Share of the frame at each border that stays where it is. */
const BORDER = 0.07
const SMOOTHINGS = 3

/** Part of the head in the picture, finer than the samples: Infinity where it is not. */
interface FineRaster {
  readonly depth: Float32Array
  readonly moves: Float32Array
}

const FINE_COLUMNS = GRID.columns * FINER + 1
const FINE_ROWS = GRID.rows * FINER + 1

/** Triangles of face and scalp down to the jaw; ears, and the head behind them, lie as deep as the axis. */
export function faceTriangles(level: FitLevel): Uint16Array {
  const { uvs, points } = level
  return trianglesOf(level, (v) => (uvs[2 * v + 1]! < JAW_V ? !isNeck(level, v) && points.mean[3 * v + 1]! > SCALP_CM : uvs[2 * v + 1]! > EARS.top || Math.abs(uvs[2 * v]! - 0.5) < EARS.fromMiddle))
}

export function neckTriangles(level: FitLevel): Uint16Array {
  return trianglesOf(level, (v) => isNeck(level, v))
}

function trianglesOf(level: FitLevel, holds: (v: number) => boolean): Uint16Array {
  return level.part('skin').filter((_, i, skin) => [0, 1, 2].every((k) => holds(skin[i - (i % 3) + k]!)))
}

/** The back of the head lies below the neck on the atlas. */
function isNeck({ uvs, points }: FitLevel, v: number): boolean {
  const at = uvs[2 * v + 1]!
  return at < JAW_V && (at >= NECK_V || points.mean[3 * v + 1]! < NAPE_CM)
}

/**
 * @param points the face at the photographed expression
 * @param pivot what the head turns about
 */
export function portraitGrids(level: FitLevel, points: Float32Array, follow: Uint8Array, pose: Pose, pivot: Vec3): PortraitGrids {
  const axis = -toCamera(pivot, pose)[2]!
  const [temple, cheek] = [TEMPLE_CM, CHEEK_CM].map((height) => (project(toCamera([0, height, 0], pose), FRAME_LENS)[1]! / FRAME.height) * GRID.rows * FINER) as [number, number]
  const fine = (index: ArrayLike<number>): FineRaster => fineRaster(points, follow, pose, index)
  return { surround: surroundGrid(fine(neckTriangles(level)), fine(level.part('skin')), axis, (y) => smoothstep(cheek, temple, y)), face: faceGrid(fine(faceTriangles(level)), axis) }
}

/**
 * The neck as it lies, hair on the skull as deep as that, everything else in one depth; turning less and less the further
 * away it is.
 * @param onSkull how much hair at a height of the raster lies on the skull
 */
function surroundGrid(neck: FineRaster, head: FineRaster, axis: number, onSkull: (y: number) => number): PortraitGrid {
  const cellCm = ((FRAME.height / GRID.rows) * axis) / FRAME_LENS.focal
  const [neckRim, headRim] = [outlineOf(neck), outlineOf(head)]
  const byRow = movesByRow(head)
  const depth = new Float32Array(COLUMNS * ROWS).fill(axis)
  const moves = new Float32Array(COLUMNS * ROWS)
  const loose = new Uint8Array(COLUMNS * ROWS).fill(1)
  eachSample((at, here, x, y) => {
    const isNeck = neck.depth[here] !== Infinity
    if (isNeck) loose[at] = 0
    const near = isNeck ? { at: here, distance: 0 } : nearestOf(neckRim, x, y)
    const rim = nearestOf(headRim, x, y)
    const away = head.depth[here] === Infinity ? ((rim?.distance ?? Infinity) / FINER) * cellCm : 0
    const skull = rim ? mix(head.depth[rim.at]!, axis, smoothstep(0, SKULL_CM, away)) : axis
    const behind = mix(axis, skull, onSkull(y))
    depth[at] = near ? mix(neck.depth[near.at]!, behind, smoothstep(0, BEHIND_CM, (near.distance / FINER) * cellCm)) : behind
    const like = isNeck ? neck.moves[here]! : byRow[y]!
    moves[at] = like * Math.min(1, Math.max(0, (TURNS.far - away) / (TURNS.far - TURNS.near)))
  })
  for (let k = 0; k < SMOOTHINGS; k++) for (const field of [depth, moves]) smooth(field, loose)
  return finished(depth, moves)
}

/** The face as it lies, and what is beside it as deep as the nearest of it. */
function faceGrid(face: FineRaster, axis: number): PortraitGrid {
  const rim = outlineOf(face)
  const depth = new Float32Array(COLUMNS * ROWS).fill(axis)
  const loose = new Uint8Array(COLUMNS * ROWS)
  eachSample((at, here, x, y) => {
    const isFace = face.depth[here] !== Infinity
    loose[at] = isFace ? 0 : 1
    const near = isFace ? here : nearestOf(rim, x, y)?.at
    if (near !== undefined) depth[at] = face.depth[near]!
  })
  for (let k = 0; k < SMOOTHINGS; k++) smooth(depth, loose)
  return finished(depth, new Float32Array(depth.length).fill(1))
}

/** Visits every sample: its number, that of the fine raster there, and its place in it. */
function eachSample(visit: (at: number, here: number, x: number, y: number) => void): void {
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++) visit(row * COLUMNS + column, row * FINER * FINE_COLUMNS + column * FINER, column * FINER, row * FINER)
  }
}

function finished(depth: Float32Array, moves: Float32Array): PortraitGrid {
  const follow = Uint8Array.from(moves, (value, at) => {
    const [x, y] = [(at % COLUMNS) / GRID.columns, Math.floor(at / COLUMNS) / GRID.rows]
    return Math.round(255 * value * Math.min(1, Math.min(x, 1 - x, y, 1 - y) / BORDER))
  })
  return { depth, follow }
}

function fineRaster(points: Float32Array, follow: Uint8Array, pose: Pose, index: ArrayLike<number>): FineRaster {
  const camera = toCamera(points, pose)
  const pixels = project(camera, FRAME_LENS).map((value, i) => (i % 2 === 0 ? (value / FRAME.width) * GRID.columns : (value / FRAME.height) * GRID.rows) * FINER + 0.5)
  const depth = depthMap(camera, pixels, index, FINE_COLUMNS, FINE_ROWS)
  const moves = new Float32Array(depth.length)
  rasterise(pixels, index, FINE_COLUMNS, FINE_ROWS, (x, y, a, b, c, wa, wb, wc) => {
    const at = y * FINE_COLUMNS + x
    const z = -(wa * camera[3 * a + 2]! + wb * camera[3 * b + 2]! + wc * camera[3 * c + 2]!)
    if (z <= depth[at]! + 1e-3) moves[at] = (wa * follow[a]! + wb * follow[b]! + wc * follow[c]!) / 255
  })
  return { depth, moves }
}

/** What has something else beside it. */
function outlineOf({ depth }: FineRaster): number[] {
  const outline: number[] = []
  for (let at = FINE_COLUMNS; at < depth.length - FINE_COLUMNS; at++) {
    if (depth[at] === Infinity) continue
    if ([at - 1, at + 1, at - FINE_COLUMNS, at + FINE_COLUMNS].some((other) => depth[other] === Infinity)) outline.push(at)
  }
  return outline
}

/** How much the head turns at each height: above it as its top, below it not at all. */
function movesByRow({ depth, moves }: FineRaster): Float32Array {
  const byRow = new Float32Array(FINE_ROWS).fill(-1)
  for (let y = 0; y < FINE_ROWS; y++) {
    let sum = 0
    let count = 0
    for (let at = y * FINE_COLUMNS; at < (y + 1) * FINE_COLUMNS; at++) {
      if (depth[at] === Infinity) continue
      sum += moves[at]!
      count++
    }
    if (count > 0) byRow[y] = sum / count
  }
  const first = byRow.findIndex((value) => value >= 0)
  return byRow.map((value, y) => (value >= 0 ? value : y < first ? 1 : 0))
}

function nearestOf(seeds: readonly number[], x: number, y: number): { at: number; distance: number } | null {
  let nearest = -1
  let least = Infinity
  for (const seed of seeds) {
    const distance = ((seed % FINE_COLUMNS) - x) ** 2 + (Math.floor(seed / FINE_COLUMNS) - y) ** 2
    if (distance < least) {
      least = distance
      nearest = seed
    }
  }
  return nearest === -1 ? null : { at: nearest, distance: Math.sqrt(least) }
}

/** Evens out what is loose; the rest stays as it is. */
function smooth(values: Float32Array, loose: Uint8Array): void {
  const before = values.slice()
  for (let y = 0; y < ROWS; y++) {
    for (let x = 0; x < COLUMNS; x++) {
      if (loose[y * COLUMNS + x] === 0) continue
      let sum = 0
      let count = 0
      for (let ty = Math.max(0, y - 1); ty <= Math.min(ROWS - 1, y + 1); ty++) {
        for (let tx = Math.max(0, x - 1); tx <= Math.min(COLUMNS - 1, x + 1); tx++) {
          sum += before[ty * COLUMNS + tx]!
          count++
        }
      }
      values[y * COLUMNS + x] = sum / count
    }
  }
}

function mix(from: number, to: number, share: number): number {
  return from + share * (to - from)
}

function smoothstep(from: number, to: number, value: number): number {
  const t = Math.min(Math.max((value - from) / (to - from), 0), 1)
  return t * t * (3 - 2 * t)
}
