import { project, toCamera } from '../camera.ts'
import type { FitLevel } from '../fit-model.ts'
import { median } from './median.ts'
import { FRAME, FRAME_LENS } from './photo.ts'
import { neckTriangles } from './portrait-grid.ts'
import { filled } from './pull-push.ts'
import { rasterise } from './raster.ts'
import type { PosedPhoto, SkinTexture } from './skin-texture.ts'

/** The photograph in two pictures of the frame's size. */
export interface PortraitLayers {
  /** Without the face, which is filled in from around it: what is seen beside a cheek that turns away. */
  readonly surround: OffscreenCanvas
  /** The face with a soft edge. */
  readonly face: OffscreenCanvas
}

/** How far beyond its outline the face is taken out of what surrounds it, and how far it is drawn, px of the frame. */
const TAKEN_PX = 2
const DRAWN_PX = 4
/** The throat on the atlas, which the jaw shades, and how faintly its tone fills the neck behind a chin. */
const THROAT = { top: 0.44, bottom: 0.4, halfU: 0.12 } as const
const NECK_WEIGHT = 0.01
/** Height below which a neck is seen behind a jaw, cm. */
const JAW_CM = -3
/** A column of the picture shows neck where this many pixels of it are within this much of its brightness. */
const NECK_PIXELS = 6
const NECK_LIKE = 0.35

export function portraitLayers(level: FitLevel, posed: PosedPhoto, skin: SkinTexture): PortraitLayers {
  const { photo, area } = posed
  const face = area.mask(DRAWN_PX)
  face.globalCompositeOperation = 'source-in'
  face.drawImage(photo.canvas, 0, 0)
  const hole = area.mask(TAKEN_PX).getImageData(0, 0, FRAME.width, FRAME.height).data
  return { surround: surroundOf(level, posed, hole, underJaw(skin)), face: face.canvas }
}

function surroundOf(level: FitLevel, { photo: { pixels }, points, pose }: PosedPhoto, hole: Uint8ClampedArray, tone: readonly number[]): OffscreenCanvas {
  const { width, height } = pixels
  const color = colorsOf(pixels)
  const weight = Float32Array.from({ length: width * height }, (_, i) => (hole[4 * i + 3] === 0 ? 1 : 0))
  const neck = new Uint8Array(width * height)
  rasterise(project(toCamera(points, pose), FRAME_LENS), neckTriangles(level), width, height, (x, y) => (neck[y * width + x] = 1))
  const jaw = Math.round(project(toCamera([0, JAW_CM, 0], pose), FRAME_LENS)[1]!)
  const [first, end] = neckColumns(color, weight, neck, tone)
  for (let y = Math.max(0, jaw); y < height; y++) {
    for (let at = y * width + first; at < y * width + end; at++) {
      if (weight[at] !== 0 || neck[at] === 0) continue
      weight[at] = NECK_WEIGHT
      for (let c = 0; c < 3; c++) color[3 * at + c] = tone[c]!
    }
  }
  return canvasOf(width, height, filled({ width, height, color, weight }))
}

function colorsOf({ data }: ImageData): Float32Array {
  const color = new Float32Array((3 * data.length) / 4)
  for (let i = 0; i < color.length; i++) color[i] = data[4 * Math.floor(i / 3) + (i % 3)]! / 255
  return color
}

function canvasOf(width: number, height: number, color: Float32Array): OffscreenCanvas {
  const out = new ImageData(width, height)
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) out.data[4 * i + c] = Math.round(255 * color[3 * i + c]!)
    out.data[4 * i + 3] = 255
  }
  const canvas = new OffscreenCanvas(width, height)
  canvas.getContext('2d')!.putImageData(out, 0, 0)
  return canvas
}

/** First column and end of what is seen of the neck: hair and cloth hide the rest. */
function neckColumns(color: Float32Array, weight: Float32Array, neck: Uint8Array, tone: readonly number[]): [number, number] {
  const bright = tone[0]! + tone[1]! + tone[2]!
  const seen = new Uint16Array(FRAME.width)
  for (let at = 0; at < neck.length; at++) {
    if (neck[at] === 0 || weight[at] !== 1) continue
    if (Math.abs(Math.log((color[3 * at]! + color[3 * at + 1]! + color[3 * at + 2]! + 0.05) / bright)) < NECK_LIKE) seen[at % FRAME.width]!++
  }
  const columns = Array.from(seen.keys()).filter((column) => seen[column]! >= NECK_PIXELS)
  return columns.length === 0 ? [0, 0] : [columns[0]!, columns[columns.length - 1]! + 1]
}

/** Colour of the skin in the shade of the jaw, 0–1. */
function underJaw({ size, color }: SkinTexture): number[] {
  const throat: number[] = []
  for (let y = Math.floor((1 - THROAT.top) * size); y < (1 - THROAT.bottom) * size; y++) {
    for (let x = Math.floor((0.5 - THROAT.halfU) * size); x < (0.5 + THROAT.halfU) * size; x += 4) throat.push(y * size + x)
  }
  return [0, 1, 2].map((c) => median(throat.map((at) => color[3 * at + c]!)))
}
