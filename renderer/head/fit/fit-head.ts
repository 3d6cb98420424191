import { UnderstudyError } from '../../../electron/contract/errors.ts'
import { project, toCamera } from './camera.ts'
import { eyeImage } from './build/eye-image.ts'
import { FaceArea } from './build/face-area.ts'
import { takeFolds } from './build/folds.ts'
import { irisScale, mirroredLight, seenEyes } from './build/eyes.ts'
import { LipShift } from './build/lip-shift.ts'
import { fitLight, withKey } from './build/light.ts'
import { FRAME, FRAME_LENS, framePhoto, type FramedPhoto } from './build/photo.ts'
import { portraitGrid } from './build/portrait-grid.ts'
import { restingWeights } from './build/resting-face.ts'
import { restingPortrait } from './build/resting-portrait.ts'
import type { OwnSkin } from './build/skin-guide.ts'
import { skinTexture, type PosedPhoto } from './build/skin-texture.ts'
import { readTones } from './build/tones.ts'
import { IMAGES, writeHead, type HeadParts } from './build/write-head.ts'
import type { DetectedFace } from './detect/detected-face.ts'
import { shaped, type FitLevel, type FitModel } from './fit-model.ts'
import { fitPhotos, type FittedPhoto } from './solve/fit-photos.ts'

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
  const posed = person.photos.map((fitted, i): PosedPhoto => {
    const { pose, weights } = fitted
    const points = shaped(level.points, person.identity, weights)
    const lips = LipShift.of(model, framed[i]!.mesh, person.identity, fitted)
    return { photo: framed[i]!, pose, points, area: FaceArea.of(level, framed[i]!, points, pose), lips }
  })
  const own = await ownSkin(await model.file('skin-lit.webp', signal), framed[0]!.sourceHeight >= LARGE_FROM ? LARGE_SKIN : SMALL_SKIN)
  const skin = skinTexture(level, posed, own)
  await step(0.7)
  const [first] = person.photos
  const tones = readTones(framed[0]!)
  const eyes = seenEyes(framed[0]!)
  const mirrored = mirroredLight(model, level, first!.pose, eyes, framed[0]!.sourceHeight / FRAME.height)
  const shone = fitLight(skin.samples, tones.white)
  const light = mirrored ? withKey(shone, mirrored) : shone
  const scale = irisScale(model, person.identity, first!.pose, eyes)
  const rest = restingWeights(first!.weights)
  const photographed = first!.weights.map((value, i) => value - rest[i]!)
  const folds = takeFolds(level, skin.color, skin.size, photographed)
  const follow = new Uint8Array(model.headBin, level.lod.attributes.follow.offset, level.points.count)
  const resting = shaped(level.points, person.identity, rest)
  const grid = portraitGrid(level, resting, follow, first!.pose)
  const parts: HeadParts = {
    name: options.name,
    identity: person.identity,
    rest,
    photographed,
    pose: first!.pose,
    light,
    tones,
    irisScale: scale,
    grid,
    shown: (of) => shownOf(of, person.identity, first!, posed[0]!.area),
    lidShade: skin.lidShade,
    foldWeight: folds.weight,
  }
  const { json, bin } = writeHead(model, parts)
  const photoPerCm = (FRAME_LENS.focal / -first!.pose.translation[2]!) * (framed[0]!.sourceHeight / FRAME.height)
  await step(0.8)
  const files = new Map<string, Blob>([
    ['head.json', new Blob([JSON.stringify(json)], { type: 'application/json' })],
    ['head.bin', new Blob([bin])],
    [IMAGES.skin, await skinImage(skin.color, folds.shade, skin.size)],
    [IMAGES.eye, await webp(await eyeImage(await model.file('eye.webp', signal), { tones, irisRadius: model.head.eyes.left.irisUvRadius, irisScale: scale, photoPerCm }))],
    [IMAGES.lashes, await model.file('lashes.webp', signal)],
    [IMAGES.portrait, await webp(restingPortrait(level, framed[0]!, posed[0]!.points, resting, first!.pose))],
    [IMAGES.still, await webp(scaled(framed[0]!.canvas, STILL))],
  ])
  await step(1)
  return {
    files,
    landmarkNme: person.photos.reduce((sum, { nme }) => sum + nme, 0) / person.photos.length,
    photographed,
    framed: framed[0]!,
    parts,
  }
}

/** Pixels of the frame around a vertex in which a face is looked for. */
const AROUND_PX = [-14, -7, 0, 7, 14] as const

/** How much of what the photograph shows around each vertex of a level is the face. */
function shownOf(level: FitLevel, identity: Float64Array, { pose, weights }: FittedPhoto, area: FaceArea): Float32Array {
  const at = project(toCamera(shaped(level.points, identity, weights), pose), FRAME_LENS)
  return Float32Array.from({ length: level.points.count }, (_, v) => {
    let strays = 0
    for (const dx of AROUND_PX) for (const dy of AROUND_PX) strays += area.isStray(at[2 * v]! + dx, at[2 * v + 1]! + dy) ? 1 : 0
    return Math.max(0, 1 - (2 * strays) / AROUND_PX.length ** 2)
  })
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

/** The renderer reads pictures premultiplied: with its shade for alpha the skin is both, folded and not. */
function skinImage(color: Float32Array, shade: Float32Array, size: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(size, size)
  const image = new ImageData(size, size)
  for (let i = 0; i < size * size; i++) {
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = Math.round(255 * color[3 * i + c]!)
    image.data[4 * i + 3] = Math.round(255 * shade[i]!)
  }
  canvas.getContext('2d')!.putImageData(image, 0, 0)
  return webp(canvas)
}

async function ownSkin(shipped: Blob, size: number): Promise<OwnSkin> {
  const map = await createImageBitmap(shipped, { colorSpaceConversion: 'none', resizeWidth: size, resizeHeight: size, resizeQuality: 'high' })
  const context = new OffscreenCanvas(size, size).getContext('2d', { willReadFrequently: true })!
  context.drawImage(map, 0, 0)
  map.close()
  const { data } = context.getImageData(0, 0, size, size)
  return { size, color: Float32Array.from({ length: 3 * size * size }, (_, i) => data[4 * Math.floor(i / 3) + (i % 3)]! / 255) }
}
