import { UnderstudyError } from '../../../../electron/contract/errors.ts'
import type { FacePhoto } from '../fit-head.ts'
import type { DetectedFace } from './detected-face.ts'
import type { FaceDetector } from './face-detector.ts'
import { JUDGED_EYES_PX, judgeFaces, judgePerson, judgePixels, judgeSecondLook, trueFaces, type JudgedFace } from './judge-photo.ts'

/** Photographs are looked at and kept at this size at most, longer side in pixels. From 3,648 on the detector makes its picture smaller and its coordinates with it. */
const LARGEST_PX = 3600
const LARGEST_BYTES = 60 * 1024 * 1024
/** Outer-eye distances around the face that are judged, each way. */
const JUDGED_REACH = 0.9

type ReadPhoto = { readonly usable: true; readonly photo: FacePhoto; readonly warnings: readonly string[] } | { readonly usable: false; readonly reason: string }

export interface ReadPhotos {
  readonly usable: readonly FacePhoto[]
  /** For each photograph why it cannot be used; null for one that can. */
  readonly reasons: readonly (string | null)[]
  /** Each once. */
  readonly warnings: readonly string[]
}

/** @param onRead told how many were looked at */
export async function readPhotos(detector: FaceDetector, files: readonly Blob[], onRead: (count: number) => void = () => undefined): Promise<ReadPhotos> {
  const usable: FacePhoto[] = []
  const reasons: (string | null)[] = []
  const warnings = new Set<string>()
  for (const file of files) {
    const read = await readPhoto(detector, file, usable[0]?.face ?? null)
    reasons.push(read.usable ? null : read.reason)
    if (read.usable) {
      usable.push(read.photo)
      for (const warning of read.warnings) warnings.add(warning)
    }
    onRead(reasons.length)
  }
  return { usable, reasons, warnings: [...warnings] }
}

/**
 * Finds the face in a photograph and says why it cannot be used.
 * @param person the face that it has to be; null for the first
 */
async function readPhoto(detector: FaceDetector, file: Blob, person: DetectedFace | null): Promise<ReadPhoto> {
  if (file.size === 0) return { usable: false, reason: 'It is empty; choose another file.' }
  if (file.size > LARGEST_BYTES) return { usable: false, reason: 'It is larger than 60 MB; choose a smaller one.' }
  const photo = await decode(file)
  if (photo === null) return { usable: false, reason: 'It is no picture that can be read; choose a JPEG, PNG or WebP.' }
  const faces = trueFaces(await detector.faces(photo))
  const judged = judgeFaces(faces)
  if (!judged.usable) return refused(photo, judged.reason)
  const face = await detector.again(photo, faces[0]!)
  const pixels = judgePixels(cutOut(photo, face))
  const problems = [pixels, judgeSecondLook(face), ...(person ? [judgePerson(detector.similarity(person.descriptor, face.descriptor))] : [])]
  for (const problem of problems) if (!problem.usable) return refused(photo, problem.reason)
  return { usable: true, photo: { photo, face }, warnings: judged.warnings }
}

function refused(photo: ImageBitmap, reason: string): ReadPhoto {
  photo.close()
  return { usable: false, reason }
}

/** Turned as its file says, in sRGB, no larger than is of use. */
async function decode(file: Blob): Promise<ImageBitmap | null> {
  const whole = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => null)
  if (whole === null) return null
  const scale = LARGEST_PX / Math.max(whole.width, whole.height)
  if (scale >= 1) return whole
  const smaller = await createImageBitmap(whole, { resizeWidth: Math.round(whole.width * scale), resizeHeight: Math.round(whole.height * scale), resizeQuality: 'high' })
  whole.close()
  return smaller
}

function cutOut(photo: ImageBitmap, { mesh }: DetectedFace): JudgedFace {
  const [ax, ay, bx, by] = [mesh[66]!, mesh[67]!, mesh[526]!, mesh[527]!]
  const distance = Math.hypot(ax - bx, ay - by)
  const scale = JUDGED_EYES_PX / distance
  const left = (ax + bx) / 2 - JUDGED_REACH * distance
  const top = (ay + by) / 2 - 0.5 * JUDGED_REACH * distance
  const side = Math.round(2 * JUDGED_REACH * JUDGED_EYES_PX)
  const canvas = new OffscreenCanvas(side, side)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new UnderstudyError('unavailable', 'This machine has no memory left for the photograph; close other programs and try again.')
  context.imageSmoothingQuality = 'high'
  context.setTransform(scale, 0, 0, scale, -left * scale, -top * scale)
  context.drawImage(photo, 0, 0)
  const { data } = context.getImageData(0, 0, side, side)
  return {
    width: side,
    height: side,
    brightness: Float32Array.from({ length: side * side }, (_, i) => (0.299 * data[4 * i]! + 0.587 * data[4 * i + 1]! + 0.114 * data[4 * i + 2]!) / 255),
    mesh: mesh.map((value, i) => (value - (i % 2 === 0 ? left : top)) * scale),
  }
}
