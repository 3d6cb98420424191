import { project, toCamera, type Pose } from '../camera.ts'
import type { FitLevel } from '../fit-model.ts'
import { FRAME, FRAME_LENS, type FramedPhoto } from './photo.ts'
import { faceTriangles, neckTriangles } from './portrait-grid.ts'
import { median } from './median.ts'
import { filled } from './pull-push.ts'
import type { SkinTexture } from './skin-texture.ts'

/** The photograph in two pictures of the frame's size. */
export interface PortraitLayers {
  /** Without the face, which is filled in from around it: what is seen beside a cheek that turns away. */
  readonly surround: OffscreenCanvas
  /** The face with a soft edge. */
  readonly face: OffscreenCanvas
}

/** How far beyond the fitted outline a face may reach, and where its edge is gone, px of the frame. */
const RIM_PX = 3
const FEATHER_PX = 4

/** @param points the face at the photographed expression */
export function portraitLayers(level: FitLevel, { canvas, pixels }: FramedPhoto, points: Float32Array, pose: Pose, skin: SkinTexture): PortraitLayers {
  const outline = project(toCamera(points, pose), FRAME_LENS)
  // With what lies in the holes of the eyes.
  const triangles = [...faceTriangles(level), ...level.part('eyeShadeLeft'), ...level.part('eyeShadeRight')]
  const hole = faceMask(outline, triangles, RIM_PX, 0).getImageData(0, 0, FRAME.width, FRAME.height).data
  const neck = faceMask(outline, [...neckTriangles(level)], 1, 0).getImageData(0, 0, FRAME.width, FRAME.height).data
  const face = faceMask(outline, triangles, RIM_PX + FEATHER_PX / 2, FEATHER_PX / 3)
  face.globalCompositeOperation = 'source-in'
  face.drawImage(canvas, 0, 0)
  return { surround: withoutHole(pixels, hole, neck, underJaw(skin)), face: face.canvas }
}

/** The outline of the triangles, filled, grown and blurred. */
function faceMask(outline: Float64Array, triangles: readonly number[], grown: number, blurred: number): OffscreenCanvasRenderingContext2D {
  const sharp = new OffscreenCanvas(FRAME.width, FRAME.height)
  const context = sharp.getContext('2d', { willReadFrequently: true })!
  context.lineWidth = 2 * grown
  context.lineJoin = 'round'
  context.beginPath()
  for (let i = 0; i < triangles.length; i += 3) {
    for (let k = 0; k < 3; k++) {
      const v = 2 * triangles[i + k]!
      if (k === 0) context.moveTo(outline[v]!, outline[v + 1]!)
      else context.lineTo(outline[v]!, outline[v + 1]!)
    }
    context.closePath()
  }
  context.fill()
  context.stroke()
  if (blurred === 0) return context
  const soft = new OffscreenCanvas(FRAME.width, FRAME.height).getContext('2d')!
  soft.filter = `blur(${blurred}px)`
  soft.drawImage(sharp, 0, 0)
  soft.filter = 'none'
  return soft
}

/** The throat on the atlas; how much darker it is where the jaw shades it, and how faintly it fills the neck behind a chin. */
const THROAT = { top: 0.44, bottom: 0.4, halfU: 0.12 } as const
const UNDER_JAW = 0.85
const NECK_WEIGHT = 0.01

function withoutHole(pixels: ImageData, hole: Uint8ClampedArray, neck: Uint8ClampedArray, tone: readonly number[]): OffscreenCanvas {
  const { width, height, data } = pixels
  const color = new Float32Array(3 * width * height)
  const weight = new Float32Array(width * height)
  for (let i = 0; i < width * height; i++) {
    weight[i] = 1 - hole[4 * i + 3]! / 255
    const isNeck = weight[i] === 0 && neck[4 * i + 3]! > 0
    if (isNeck) weight[i] = NECK_WEIGHT
    for (let c = 0; c < 3; c++) color[3 * i + c] = isNeck ? tone[c]! : data[4 * i + c]! / 255
  }
  const full = filled({ width, height, color, weight })
  const out = new ImageData(width, height)
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) out.data[4 * i + c] = Math.round(255 * full[3 * i + c]!)
    out.data[4 * i + 3] = 255
  }
  const canvas = new OffscreenCanvas(width, height)
  canvas.getContext('2d')!.putImageData(out, 0, 0)
  return canvas
}

/** Colour of the skin in the shade of the jaw, 0–1. */
function underJaw({ size, color }: SkinTexture): number[] {
  const throat: number[] = []
  for (let y = Math.floor((1 - THROAT.top) * size); y < (1 - THROAT.bottom) * size; y++) {
    for (let x = Math.floor((0.5 - THROAT.halfU) * size); x < (0.5 + THROAT.halfU) * size; x += 4) throat.push(y * size + x)
  }
  return [0, 1, 2].map((c) => UNDER_JAW * median(throat.map((at) => color[3 * at + c]!)))
}
