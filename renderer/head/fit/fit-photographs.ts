import { FaceDetector } from './detect/face-detector.ts'
import { readPhotos } from './detect/read-photo.ts'
import { fitHead } from './fit-head.ts'
import { FitModel } from './fit-model.ts'
import type { FitOutcome, FitRequest } from './fit-protocol.ts'

/** Share of the work that looking at the photographs is. */
const LOOKING = 0.4

/** From files to the files of a head; what cannot be used is named with its reason. */
export async function fitPhotographs({ photos, name, headUrl, detector }: FitRequest, onProgress: (share: number) => void): Promise<FitOutcome> {
  const finder = await FaceDetector.load(detector)
  try {
    const { usable, reasons, warnings } = await readPhotos(finder, photos, (count) => onProgress((LOOKING * count) / photos.length))
    const used = photos.flatMap((file, i) => (reasons[i] === null ? [file.name] : []))
    const refused = photos.flatMap(({ name: photo }, i) => {
      const reason = reasons[i] ?? null
      return reason === null ? [] : [{ name: photo, reason }]
    })
    if (usable.length === 0) return { files: null, used, refused, warnings }
    const model = await FitModel.load(headUrl)
    const { files } = await fitHead(model, usable, { name, onProgress: (share) => onProgress(LOOKING + (1 - LOOKING) * share) })
    return { files: [...files].map(([file, content]) => ({ name: file, content })), used, refused, warnings }
  } finally {
    finder.dispose()
  }
}
