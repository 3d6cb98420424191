import { UnderstudyError } from '../../../electron/contract/errors.ts'
import { fitLight } from './build/light.ts'
import { FRAME, FRAME_LENS, framePhoto, type FramedPhoto } from './build/photo.ts'
import { portraitGrid } from './build/portrait-grid.ts'
import { skinTexture } from './build/skin-texture.ts'
import { irisGain, readTones, type Tones } from './build/tones.ts'
import { IMAGES, restingWeights, writeHead, type HeadParts } from './build/write-head.ts'
import type { DetectedFace } from './detect/detected-face.ts'
import { shaped, type FitModel } from './fit-model.ts'
import { fitPhotos } from './solve/fit-photos.ts'

/** A photograph and the one face in it. */
export interface FacePhoto {
  readonly photo: ImageBitmap
  readonly face: DetectedFace
}

export interface FittedHead {
  /** The folder of the head by file name. */
  readonly files: ReadonlyMap<string, Blob>
  /** Mean over the photographs. */
  readonly landmarkNme: number
  /** Coefficients that bring the resting face to its photograph. */
  readonly photographed: Float32Array
  readonly framed: FramedPhoto
  readonly parts: HeadParts
}

/** Texels a side of a skin for photographs smaller and larger than this many pixels in the height of the frame. */
const SMALL_SKIN = 1024
const LARGE_SKIN = 2048
const LARGE_FROM = 800
const STILL = { width: 512, height: 640 }

/**
 * A head from photographs of one person; the first is its portrait.
 * @param onProgress 0–1
 * @throws UnderstudyError `cancelled`
 */
export async function fitHead(
  model: FitModel,
  photos: readonly FacePhoto[],
  options: { name: string; onProgress?: (share: number) => void; signal?: AbortSignal },
): Promise<FittedHead> {
  const { onProgress = () => undefined, signal } = options
  const step = async (share: number): Promise<void> => {
    onProgress(share)
    // Lets a cancellation in.
    await new Promise((resolve) => setTimeout(resolve))
    if (signal?.aborted) throw new UnderstudyError('cancelled', 'The face was not finished.')
  }
  const framed = photos.map(({ photo, face }) => framePhoto(photo, face.mesh))
  await step(0.05)
  const person = fitPhotos(model, framed.map(({ mesh }) => ({ mesh, lens: FRAME_LENS })))
  await step(0.3)
  const level = model.level('high')
  const posed = person.photos.map(({ pose, weights }, i) => ({ photo: framed[i]!, pose, points: shaped(level.points, person.identity, weights) }))
  const skin = skinTexture(level, posed, framed[0]!.sourceHeight >= LARGE_FROM ? LARGE_SKIN : SMALL_SKIN)
  await step(0.7)
  const [first] = person.photos
  const tones = readTones(framed[0]!)
  const light = fitLight(skin.samples, tones.white)
  const follow = new Uint8Array(model.headBin, level.lod.attributes.follow.offset, level.points.count)
  const grid = portraitGrid(level, posed[0]!.points, follow, first!.pose)
  const parts: HeadParts = { name: options.name, identity: person.identity, weights: first!.weights, pose: first!.pose, light, tones, grid }
  const { json, bin } = writeHead(model, parts)
  await step(0.8)
  const files = new Map<string, Blob>([
    ['head.json', new Blob([JSON.stringify(json)], { type: 'application/json' })],
    ['head.bin', new Blob([bin])],
    [IMAGES.skin, await skinImage(skin.color, skin.size)],
    [IMAGES.eye, await eyeImage(await model.file('eye.webp', signal), tones, model.head.eyes.left.irisUvRadius)],
    [IMAGES.lashes, await model.file('lashes.webp', signal)],
    [IMAGES.portrait, await webp(framed[0]!.canvas)],
    [IMAGES.still, await webp(scaled(framed[0]!.canvas, STILL))],
  ])
  await step(1)
  const rest = restingWeights(first!.weights)
  return {
    files,
    landmarkNme: person.photos.reduce((sum, { nme }) => sum + nme, 0) / person.photos.length,
    photographed: first!.weights.map((value, i) => value - rest[i]!),
    framed: framed[0]!,
    parts,
  }
}

const QUALITY = 0.92

function webp(canvas: OffscreenCanvas): Promise<Blob> {
  return canvas.convertToBlob({ type: 'image/webp', quality: QUALITY })
}

function scaled(canvas: OffscreenCanvas, { width, height }: typeof STILL): OffscreenCanvas {
  const smaller = new OffscreenCanvas(width, height)
  const context = smaller.getContext('2d')!
  context.imageSmoothingQuality = 'high'
  context.drawImage(canvas, 0, 0, FRAME.width, FRAME.height, 0, 0, width, height)
  return smaller
}

function skinImage(color: Float32Array, size: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(size, size)
  const image = new ImageData(size, size)
  for (let i = 0; i < size * size; i++) {
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = Math.round(255 * color[3 * i + c]!)
    image.data[4 * i + 3] = 255
  }
  canvas.getContext('2d')!.putImageData(image, 0, 0)
  return webp(canvas)
}

/** The shipped map of an eye with the iris of the photograph's colour. */
async function eyeImage(shipped: Blob, { iris, white }: Tones, irisRadius: number): Promise<Blob> {
  if (iris === null) return shipped
  const map = await createImageBitmap(shipped, { colorSpaceConversion: 'none' })
  const { width, height } = map
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  context.drawImage(map, 0, 0)
  const image = context.getImageData(0, 0, width, height)
  const radiusAt = (i: number): number => Math.hypot(((i % width) + 0.5) / width - 0.5, (Math.floor(i / width) + 0.5) / height - 0.5) / irisRadius
  const sums = [0, 0, 0]
  let count = 0
  for (let i = 0; i < width * height; i++) {
    const radius = radiusAt(i)
    if (radius < 0.5 || radius > 0.85) continue
    count++
    for (let c = 0; c < 3; c++) sums[c]! += image.data[4 * i + c]! / 255
  }
  const gain = irisGain(iris, sums.map((sum) => sum / count) as unknown as [number, number, number], white)
  for (let i = 0; i < width * height; i++) {
    const inside = Math.min(Math.max((1.08 - radiusAt(i)) / 0.2, 0), 1)
    if (inside === 0) continue
    for (let c = 0; c < 3; c++) image.data[4 * i + c]! *= 1 + inside * (gain[c]! - 1)
  }
  context.putImageData(image, 0, 0)
  return webp(canvas)
}
