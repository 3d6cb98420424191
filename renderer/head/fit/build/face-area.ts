import { project, toCamera, type Pose } from '../camera.ts'
import type { FitLevel } from '../fit-model.ts'
import { FRAME, FRAME_LENS, type FramedPhoto } from './photo.ts'
import { filled } from './pull-push.ts'
import { rasterise } from './raster.ts'

/** Pixels of the frame a side of a pixel that is looked at. */
const STEP = 2
const COLUMNS = FRAME.width / STEP
const ROWS = FRAME.height / STEP
/** Within so many of them of the outline a face may have been fitted too wide. */
const BAND = 4
/** Side of a cell in which the tone of the face further in is averaged. */
const CELL = 8
/** Brightness and redness over that of the face further in, from which on a pixel is something else. */
const UNLIKE = { brightness: 0.28, redness: 0.3 } as const
/** Heights between which hair hangs beside a face, cm: above, it lies on the skull; below `mouth` a chin shades itself, up to so far from its middle. */
const BESIDE_CM = { top: 8, mouth: -3.5, bottom: -6, chin: 3.2 } as const

/** On the atlas the jaw ends here, and the neck here. */
const JAW_V = 0.44
const NECK_V = 0.26
/** On the atlas: further from its middle, and below this, lie ears. */
const EARS = { fromMiddle: 0.36, top: 0.84 } as const
/** Heights on the mean head, cm: up to the first its back is neck, from the second it is scalp that is seen above a forehead. */
const NAPE_CM = -5
const SCALP_CM = 9

/** Where the face that was fitted to a photograph reaches over something else there: hair beside a cheek, or what is behind it. */
export class FaceArea {
  private constructor(private readonly stray: Uint8Array) {}

  /** @param points the face at the photographed expression */
  static of(level: FitLevel, { pixels }: FramedPhoto, points: Float32Array, pose: Pose): FaceArea {
    const deep = depthInside(level, points, pose)
    const color = reduced(pixels)
    const expected = toneFurtherIn(color, deep)
    const isUnlike = (at: number): boolean => {
      const cell = 3 * (Math.floor(Math.floor(at / COLUMNS) / CELL) * (COLUMNS / CELL) + Math.floor((at % COLUMNS) / CELL))
      const sum = (of: Float32Array, i: number): number => of[i]! + of[i + 1]! + of[i + 2]!
      const redness = (of: Float32Array, i: number): number => (of[i]! + 0.02) / (of[i + 2]! + 0.02)
      return Math.abs(Math.log((sum(color, 3 * at) + 0.05) / (sum(expected, cell) + 0.05))) > UNLIKE.brightness || Math.abs(Math.log(redness(color, 3 * at) / redness(expected, cell))) > UNLIKE.redness
    }
    // From the outline inwards, or brows and moles would be strangers.
    const place = (x: number, y: number): number[] => Array.from(project(toCamera([x, y, 0], pose), FRAME_LENS), (value) => value / STEP)
    const [top, mouth, bottom] = [BESIDE_CM.top, BESIDE_CM.mouth, BESIDE_CM.bottom].map((height) => Math.floor(place(0, height)[1]!) * COLUMNS) as [number, number, number]
    const [left, right] = [place(-BESIDE_CM.chin, BESIDE_CM.mouth)[0]!, place(BESIDE_CM.chin, BESIDE_CM.mouth)[0]!]
    const isChin = (at: number): boolean => at > mouth && at % COLUMNS > left && at % COLUMNS < right
    const stray = new Uint8Array(COLUMNS * ROWS)
    const queue: number[] = []
    const visit = (at: number): void => {
      if (at < Math.max(top, COLUMNS) || at >= Math.min(bottom, stray.length - COLUMNS) || stray[at] || deep[at] === 0 || deep[at]! > BAND || isChin(at) || !isUnlike(at)) return
      stray[at] = 1
      queue.push(at)
    }
    for (let at = 0; at < stray.length; at++) if (deep[at] === 1) visit(at)
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) for (const other of [next - 1, next + 1, next - COLUMNS, next + COLUMNS]) visit(other)
    return new FaceArea(stray)
  }

  /** Whether the fitted face reaches over something else at a pixel of the frame. */
  isStray(x: number, y: number): boolean {
    const [column, row] = [Math.floor(x / STEP), Math.floor(y / STEP)]
    return column >= 0 && column < COLUMNS && row >= 0 && row < ROWS && this.stray[row * COLUMNS + column] === 1
  }
}

/** Triangles of face and scalp down to the jaw, without ears and the back of the head. */
export function faceTriangles(level: FitLevel): Uint16Array {
  const { uvs, points } = level
  const holds = (v: number): boolean => (uvs[2 * v + 1]! < JAW_V ? !isNeck(level, v) && points.mean[3 * v + 1]! > SCALP_CM : uvs[2 * v + 1]! > EARS.top || Math.abs(uvs[2 * v]! - 0.5) < EARS.fromMiddle)
  return level.part('skin').filter((_, i, skin) => [0, 1, 2].every((k) => holds(skin[i - (i % 3) + k]!)))
}

/** The back of the head lies below the neck on the atlas. */
function isNeck({ uvs, points }: FitLevel, v: number): boolean {
  const at = uvs[2 * v + 1]!
  return at < JAW_V && (at >= NECK_V || points.mean[3 * v + 1]! < NAPE_CM)
}

/** How far inside the outline of the face each pixel lies, up to a little more than the band; 0 outside. */
function depthInside(level: FitLevel, points: Float32Array, pose: Pose): Uint8Array {
  const at = project(toCamera(points, pose), FRAME_LENS).map((value) => value / STEP)
  let inside = new Uint8Array(COLUMNS * ROWS)
  // With the holes of the eyes, which are no outline.
  rasterise(at, [...faceTriangles(level), ...level.part('eyeShadeLeft'), ...level.part('eyeShadeRight'), ...level.part('mouth')], COLUMNS, ROWS, (x, y) => (inside[y * COLUMNS + x] = 1))
  const deep = inside.slice()
  for (let ring = 1; ring <= BAND; ring++) {
    const eroded = new Uint8Array(inside.length)
    for (let i = COLUMNS; i < inside.length - COLUMNS; i++) {
      if (!inside[i] || !inside[i - 1] || !inside[i + 1] || !inside[i - COLUMNS] || !inside[i + COLUMNS]) continue
      eroded[i] = 1
      deep[i] = ring + 1
    }
    inside = eroded
  }
  return deep
}

/** The picture at the size that is looked at: three channels, 0–1. */
function reduced({ data, width }: ImageData): Float32Array {
  const out = new Float32Array(3 * COLUMNS * ROWS)
  for (let y = 0; y < ROWS; y++) {
    for (let x = 0; x < COLUMNS; x++) {
      for (let c = 0; c < 3; c++) {
        const at = 4 * (STEP * y * width + STEP * x) + c
        out[3 * (y * COLUMNS + x) + c] = (data[at]! + data[at + 4]! + data[at + 4 * width]! + data[at + 4 * width + 4]!) / 1020
      }
    }
  }
  return out
}

/** The tone of the face beyond the band, carried on outwards; a cell each. */
function toneFurtherIn(color: Float32Array, deep: Uint8Array): Float32Array {
  const [width, height] = [COLUMNS / CELL, ROWS / CELL]
  const mean = new Float32Array(3 * width * height)
  const count = new Float32Array(width * height)
  for (let at = 0; at < deep.length; at++) {
    if (deep[at]! <= BAND) continue
    const cell = Math.floor(Math.floor(at / COLUMNS) / CELL) * width + Math.floor((at % COLUMNS) / CELL)
    count[cell]!++
    for (let c = 0; c < 3; c++) mean[3 * cell + c]! += color[3 * at + c]!
  }
  for (let i = 0; i < mean.length; i++) mean[i]! /= Math.max(count[Math.floor(i / 3)]!, 1)
  return filled({ width, height, color: mean, weight: count.map((texels) => Math.min(1, texels / CELL)) })
}
