import { FaceDetector } from './detect/face-detector.ts'
import { readPhoto } from './detect/read-photo.ts'
import { fitHead, type FacePhoto } from './fit-head.ts'
import { FitModel } from './fit-model.ts'
import type { FitOutcome, FitRequest } from './fit-protocol.ts'

/** Share of the work that looking at the photographs is. */
const LOOKING = 0.4

/** From files to the files of a head; what cannot be used is named with its reason. */
export async function fitPhotographs({ photos, name, headUrl, detector }: FitRequest, onProgress: (share: number) => void): Promise<FitOutcome> {
  const finder = await FaceDetector.load(detector)
  try {
    const usable: { name: string; photo: FacePhoto }[] = []
    const refused: { name: string; reason: string }[] = []
    const warnings: string[] = []
    for (const [i, file] of photos.entries()) {
      onProgress((LOOKING * i) / photos.length)
      const read = await readPhoto(finder, file)
      if (!read.usable) {
        refused.push({ name: file.name, reason: read.reason })
        continue
      }
      usable.push({ name: file.name, photo: read.photo })
      for (const warning of read.warnings) if (!warnings.includes(warning)) warnings.push(warning)
    }
    if (usable.length === 0) return { files: null, used: [], refused, warnings }
    const model = await FitModel.load(headUrl)
    const { files } = await fitHead(model, usable.map(({ photo }) => photo), { name, onProgress: (share) => onProgress(LOOKING + (1 - LOOKING) * share) })
    return { files: [...files].map(([file, content]) => ({ name: file, content })), used: usable.map((one) => one.name), refused, warnings }
  } finally {
    finder.dispose()
  }
}
