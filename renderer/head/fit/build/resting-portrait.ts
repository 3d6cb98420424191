import { project, toCamera, type Pose } from '../camera.ts'
import type { FitLevel } from '../fit-model.ts'
import { FRAME, FRAME_LENS, type FramedPhoto } from './photo.ts'
import { filled } from './pull-push.ts'
import { rasterise } from './raster.ts'

/** Pixels of the frame a side of a cell in which the shift of the picture is known. */
const CELL = 4
const COLUMNS = FRAME.width / CELL
const ROWS = FRAME.height / CELL
/** What surrounds the face gives way to it up to so many cells away. */
const GIVES_WAY = 28
/** A shift smaller than this, in pixels, is none. */
const LEAST_PX = 0.05

/**
 * The photograph with its face drawn to where it rests: cheeks of a smile and a chin that has dropped would stand out
 * beside a face at rest. What surrounds them gives way.
 * @param photographed the face at the photographed expression, 3 · vertices
 * @param resting the same at rest
 */
export function restingPortrait(level: FitLevel, photo: FramedPhoto, photographed: Float32Array, resting: Float32Array, pose: Pose): OffscreenCanvas {
  const shift = shiftsTo(level, photographed, resting, pose)
  const { width, height } = FRAME
  const from = photo.pixels.data
  const out = new ImageData(new Uint8ClampedArray(from), width, height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [dx, dy] = [between(shift, x, y, 0), between(shift, x, y, 1)]
      if (Math.abs(dx) < LEAST_PX && Math.abs(dy) < LEAST_PX) continue
      const [sx, sy] = [Math.min(Math.max(x + dx, 0), width - 1.001), Math.min(Math.max(y + dy, 0), height - 1.001)]
      const [x0, y0] = [Math.floor(sx), Math.floor(sy)]
      const [fx, fy] = [sx - x0, sy - y0]
      const at = 4 * (y0 * width + x0)
      const below = at + 4 * width
      for (let c = 0; c < 3; c++) {
        out.data[4 * (y * width + x) + c] = (from[at + c]! * (1 - fx) + from[at + 4 + c]! * fx) * (1 - fy) + (from[below + c]! * (1 - fx) + from[below + 4 + c]! * fx) * fy
      }
    }
  }
  const canvas = new OffscreenCanvas(width, height)
  canvas.getContext('2d')!.putImageData(out, 0, 0)
  return canvas
}

/** From where in the photograph each cell of the picture at rest is taken: x and y in pixels beside it, and nothing; three values a cell. */
function shiftsTo(level: FitLevel, photographed: Float32Array, resting: Float32Array, pose: Pose): Float32Array {
  const camera = toCamera(resting, pose)
  const at = project(camera, FRAME_LENS)
  const source = project(toCamera(photographed, pose), FRAME_LENS)
  const shift = new Float32Array(3 * COLUMNS * ROWS)
  const depth = new Float32Array(COLUMNS * ROWS).fill(Infinity)
  rasterise(at.map((value) => value / CELL), level.part('skin'), COLUMNS, ROWS, (x, y, a, b, c, wa, wb, wc) => {
    const z = -(wa * camera[3 * a + 2]! + wb * camera[3 * b + 2]! + wc * camera[3 * c + 2]!)
    const cell = y * COLUMNS + x
    if (z >= depth[cell]!) return
    depth[cell] = z
    for (const k of [0, 1]) {
      const beside = (v: number): number => source[2 * v + k]! - at[2 * v + k]!
      shift[3 * cell + k] = wa * beside(a) + wb * beside(b) + wc * beside(c)
    }
  })
  const weight = depth.map((value) => (value === Infinity ? 0 : 1))
  const near = nearness(weight)
  return filled({ width: COLUMNS, height: ROWS, color: shift, weight }).map((value, i) => value * near[Math.floor(i / 3)]!)
}

/** 1 on the face, falling to 0 at the distance up to which its surroundings give way. */
function nearness(face: Float32Array): Float32Array {
  const steps = Float32Array.from(face, (is) => (is > 0 ? 0 : GIVES_WAY))
  const take = (at: number, other: number, by: number): void => {
    steps[at] = Math.min(steps[at]!, (steps[other] ?? GIVES_WAY) + by)
  }
  for (let at = 0; at < steps.length; at++) for (const [other, by] of [[at - 1, 1], [at - COLUMNS, 1], [at - COLUMNS - 1, Math.SQRT2], [at - COLUMNS + 1, Math.SQRT2]] as const) take(at, other, by)
  for (let at = steps.length - 1; at >= 0; at--) for (const [other, by] of [[at + 1, 1], [at + COLUMNS, 1], [at + COLUMNS + 1, Math.SQRT2], [at + COLUMNS - 1, Math.SQRT2]] as const) take(at, other, by)
  return steps.map((away) => 0.5 + 0.5 * Math.cos((Math.PI * away) / GIVES_WAY))
}

function between(cells: Float32Array, x: number, y: number, k: number): number {
  const [left, top] = [Math.min(Math.max((x + 0.5) / CELL - 0.5, 0), COLUMNS - 1.001), Math.min(Math.max((y + 0.5) / CELL - 0.5, 0), ROWS - 1.001)]
  const [x0, y0] = [Math.floor(left), Math.floor(top)]
  const [fx, fy] = [left - x0, top - y0]
  const at = 3 * (y0 * COLUMNS + x0) + k
  const below = at + 3 * COLUMNS
  return (cells[at]! * (1 - fx) + cells[at + 3]! * fx) * (1 - fy) + (cells[below]! * (1 - fx) + cells[below + 3]! * fx) * fy
}
