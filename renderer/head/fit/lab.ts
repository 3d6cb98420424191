/**
 * The page behind `head fit`: fits heads to photographs and looks at pictures of them again. The tool in e2e/head drives
 * it inside the real Electron.
 */
import type { DetectedFace } from './detect/detected-face.ts'
import { FaceDetector, type DetectorFiles } from './detect/face-detector.ts'
import { readPhotos } from './detect/read-photo.ts'
import { framePhoto } from './build/photo.ts'
import { otherFace } from './build/other-face.ts'
import { fitHead, type FittedHead } from './fit-head.ts'
import { FitModel } from './fit-model.ts'
import { normalisedMeanError } from './solve/fit-photos.ts'

export interface LabFit {
  /** A reason for every photograph that was left out, null for one that was used. */
  readonly refused: readonly (string | null)[]
  readonly warnings: readonly string[]
  readonly result: {
    /** File name and base64. */
    readonly files: readonly (readonly [string, string])[]
    /** The same place with somebody else's face in it. */
    readonly control: readonly (readonly [string, string])[]
    readonly landmarkNme: number
    readonly photographed: readonly number[]
    readonly seconds: number
  } | null
}

const root = (path: string): string => new URL(path, location.origin).href

const detectorFiles = (): DetectorFiles => ({
  modelsUrl: root('/node_modules/@vladmandic/human/models/'),
  wasmUrl: root('/node_modules/@tensorflow/tfjs-backend-wasm/dist/'),
})

class FitLab {
  private detector: FaceDetector | null = null
  private portrait: { face: DetectedFace; mesh: Float64Array; landmarks: readonly number[] } | null = null

  /** @param paths photographs below the repository */
  async fit(paths: readonly string[], name: string): Promise<LabFit> {
    const startMs = performance.now()
    this.detector ??= await FaceDetector.load(detectorFiles())
    const photos = await Promise.all(paths.map(async (path) => (await fetch(root(path))).blob()))
    const { usable, reasons: refused, warnings } = await readPhotos(this.detector, photos)
    if (usable.length === 0) return { refused, warnings, result: null }
    const model = await FitModel.load(root('/resources/head/'))
    const head = await fitHead(model, usable, { name })
    const seconds = (performance.now() - startMs) / 1000
    this.portrait = { face: usable[0]!.face, mesh: head.framed.mesh, landmarks: model.landmarkIndices }
    return {
      refused,
      warnings,
      result: {
        files: await inBase64(head.files),
        control: await inBase64(await otherFace(model, head)),
        landmarkNme: head.landmarkNme,
        photographed: Array.from(head.photographed),
        seconds,
      },
    }
  }

  /** The face mesh found in a picture (data URL) that is darkened to `light` from its left to its right border, in the frame, px; null where none is found. */
  async look(png: string, light: readonly [number, number]): Promise<number[] | null> {
    this.detector ??= await FaceDetector.load(detectorFiles())
    const picture = await createImageBitmap(await (await fetch(png)).blob())
    const canvas = new OffscreenCanvas(picture.width, picture.height)
    const context = canvas.getContext('2d')!
    context.drawImage(picture, 0, 0)
    const shade = context.createLinearGradient(0, 0, canvas.width, 0)
    light.forEach((value, i) => shade.addColorStop(i, `rgb(${`${Math.round(255 * Math.min(1, value))} `.repeat(3)})`))
    context.globalCompositeOperation = 'multiply'
    context.fillStyle = shade
    context.fillRect(0, 0, canvas.width, canvas.height)
    const [found] = await this.detector.faces(canvas)
    if (!found) return null
    const face = await this.detector.again(canvas, found)
    return Array.from(framePhoto(await createImageBitmap(canvas), face.mesh).mesh)
  }

  /** How a picture of the fitted head (PNG data URL, of the portrait's frame) compares with its photograph; null where no face is found in it. */
  async compare(png: string): Promise<{ nme: number; similarity: number } | null> {
    const { detector, portrait } = this
    if (!detector || !portrait) throw new Error('Fit a head first.')
    const picture = await createImageBitmap(await (await fetch(png)).blob())
    const [found] = await detector.faces(picture)
    if (!found) return null
    const face = await detector.again(picture, found)
    const points = Float64Array.from(portrait.landmarks.flatMap((landmark) => [face.mesh[2 * landmark]!, face.mesh[2 * landmark + 1]!]))
    return { nme: normalisedMeanError(portrait.mesh, portrait.landmarks, points), similarity: detector.similarity(portrait.face.descriptor, face.descriptor) }
  }
}

async function inBase64(files: FittedHead['files']): Promise<(readonly [string, string])[]> {
  return Promise.all([...files].map(async ([name, blob]) => [name, await base64(blob)] as const))
}

function base64(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve((reader.result as string).slice((reader.result as string).indexOf(',') + 1))
    reader.onerror = () => reject(new Error('A file of the head could not be read.'))
    reader.readAsDataURL(blob)
  })
}

export type { FitLab }
Object.assign(globalThis, { fitLab: new FitLab() })
