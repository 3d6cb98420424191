import type { Lens } from '../camera.ts'

/** Size in pixels of the frame that a photograph is cut to: the portrait of a head. */
export const FRAME = { width: 1024, height: 1280 } as const
/** The camera of the shipped portrait: a fitted head is seen from as far. */
const FOV_Y_DEG = 21.6

/** The lens of a frame; its focal length is a guess, which the shape of a face takes up. */
export const FRAME_LENS: Lens = {
  focal: FRAME.height / 2 / Math.tan((FOV_Y_DEG * Math.PI) / 360),
  centerX: FRAME.width / 2,
  centerY: FRAME.height / 2,
}

/** A photograph cut to the frame. */
export interface FramedPhoto {
  /** RGBA, display-referred. */
  readonly pixels: ImageData
  readonly canvas: OffscreenCanvas
  /** x, y of the 478 points of the face mesh in the frame, px. */
  readonly mesh: Float64Array
  /** Pixels of the photograph in the height of the frame. */
  readonly sourceHeight: number
}

const OUTER_EYES_CM = 9
/** Height of the frame, and how far its centre lies below the eyes. */
const FRAME_CM = 40
const BELOW_EYES_CM = 5.4

/** Cuts a photograph to a frame in which the head lies as it does in the shipped portrait, or as near to that as the photograph reaches. */
export function framePhoto(photo: ImageBitmap, mesh: Float64Array): FramedPhoto {
  const [ax, ay, bx, by] = [mesh[2 * 33]!, mesh[2 * 33 + 1]!, mesh[2 * 263]!, mesh[2 * 263 + 1]!]
  const perCm = Math.hypot(ax - bx, ay - by) / OUTER_EYES_CM
  const aspect = FRAME.width / FRAME.height
  const height = Math.min(FRAME_CM * perCm, photo.height, photo.width / aspect)
  const width = height * aspect
  const left = Math.min(Math.max((ax + bx - width) / 2, 0), photo.width - width)
  const top = Math.min(Math.max((ay + by) / 2 + BELOW_EYES_CM * perCm - height / 2, 0), photo.height - height)
  const canvas = new OffscreenCanvas(FRAME.width, FRAME.height)
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  context.imageSmoothingQuality = 'high'
  context.drawImage(photo, left, top, width, height, 0, 0, FRAME.width, FRAME.height)
  const scale = FRAME.height / height
  return {
    canvas,
    pixels: context.getImageData(0, 0, FRAME.width, FRAME.height),
    mesh: mesh.map((value, i) => (value - (i % 2 === 0 ? left : top)) * scale),
    sourceHeight: height,
  }
}

const MOUTH = [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95]
const EYES = [
  [33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7],
  [263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249],
]

/** Where the frame shows eyeballs or the inside of the mouth: 255; one byte a pixel. */
export interface Openings {
  readonly eyes: Uint8Array
  readonly mouth: Uint8Array
}

/** @param margin grows the openings, px */
export function openings({ mesh }: FramedPhoto, margin: { eyes: number; mouth: number }): Openings {
  return { eyes: polygonMask(mesh, EYES, margin.eyes), mouth: polygonMask(mesh, [MOUTH], margin.mouth) }
}

function polygonMask(mesh: Float64Array, polygons: readonly (readonly number[])[], margin: number): Uint8Array {
  const canvas = new OffscreenCanvas(FRAME.width, FRAME.height)
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  context.lineWidth = 2 * Math.abs(margin)
  context.lineJoin = 'round'
  for (const polygon of polygons) {
    context.beginPath()
    for (const at of polygon) context.lineTo(mesh[2 * at]!, mesh[2 * at + 1]!)
    context.closePath()
    context.globalCompositeOperation = 'source-over'
    context.fill()
    context.globalCompositeOperation = margin < 0 ? 'destination-out' : 'source-over'
    if (margin !== 0) context.stroke()
  }
  const { data } = context.getImageData(0, 0, FRAME.width, FRAME.height)
  return Uint8Array.from({ length: FRAME.width * FRAME.height }, (_, i) => data[4 * i + 3]!)
}
