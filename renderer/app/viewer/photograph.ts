import { UnderstudyError } from '../../../electron/contract/errors.ts'
import { drawMark } from '../../head/film/mark.ts'
import type { HeadView } from '../../head/index.ts'

/** The picture of the latest frame as PNG. @param mark said on it */
export async function photograph(view: HeadView, mark: string): Promise<Uint8Array> {
  const canvas = document.createElement('canvas')
  const { width, height } = view.stats()
  Object.assign(canvas, { width, height })
  const context = canvas.getContext('2d', { alpha: false })!
  context.drawImage(view.picture, 0, 0, width, height)
  drawMark(context, mark)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (!blob) throw new UnderstudyError('unavailable', 'The picture could not be made; try again.')
  return new Uint8Array(await blob.arrayBuffer())
}
