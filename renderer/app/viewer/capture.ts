import { UnderstudyError } from '../../../electron/contract/errors.ts'
import type { HeadView } from '../../head/index.ts'

const CLIP_FPS = 30
const VIDEO_BITS_PER_S = 4_000_000
const TYPES = ['video/webm;codecs=vp9,opus', 'video/webm;codecs=vp8,opus', 'video/webm']

/** A copy of what the head draws, with words on it that say what it is. */
class MarkedPicture {
  readonly canvas = document.createElement('canvas')
  private readonly context: CanvasRenderingContext2D

  constructor(
    private readonly view: HeadView,
    private readonly mark: string,
  ) {
    const { width, height } = view.stats()
    // Video codecs want even sides.
    this.canvas.width = Math.max(2, width - (width % 2))
    this.canvas.height = Math.max(2, height - (height % 2))
    this.context = this.canvas.getContext('2d', { alpha: false })!
    this.draw()
  }

  draw(): void {
    const { context, canvas } = this
    context.drawImage(this.view.picture, 0, 0, canvas.width, canvas.height)
    const size = Math.max(11, Math.round(canvas.height / 44))
    context.font = `600 ${size}px system-ui, sans-serif`
    const width = context.measureText(this.mark).width
    const [x, y] = [size, canvas.height - size * 2.6]
    context.fillStyle = 'rgb(10 13 12 / 0.62)'
    context.beginPath()
    context.roundRect(x, y, width + size * 1.4, size * 1.8, size * 0.9)
    context.fill()
    context.fillStyle = '#f4f6f3'
    context.textBaseline = 'middle'
    context.fillText(this.mark, x + size * 0.7, y + size * 0.95)
  }
}

/** The picture of the latest frame as PNG. @param mark said on it */
export async function photograph(view: HeadView, mark: string): Promise<Uint8Array> {
  const { canvas } = new MarkedPicture(view, mark)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (!blob) throw new UnderstudyError('unavailable', 'The picture could not be made; try again.')
  return new Uint8Array(await blob.arrayBuffer())
}

/** Records a head with its sound as WebM, in real time, until it is stopped. */
export class ClipRecorder {
  private readonly picture: MarkedPicture
  private readonly recorder: MediaRecorder
  private readonly parts: Blob[] = []
  private request = 0

  /** @throws `unavailable` where no video can be encoded */
  constructor(view: HeadView, sound: MediaStream, mark: string) {
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type))
    if (mimeType === undefined) throw new UnderstudyError('unavailable', 'This computer cannot encode WebM; record the window with another program.')
    this.picture = new MarkedPicture(view, mark)
    const stream = new MediaStream([...this.picture.canvas.captureStream(CLIP_FPS).getVideoTracks(), ...sound.getAudioTracks()])
    this.recorder = new MediaRecorder(stream, { mimeType, videoBitsPerSecond: VIDEO_BITS_PER_S })
    this.recorder.addEventListener('dataavailable', ({ data }) => this.parts.push(data))
    this.recorder.start()
    const tick = (): void => {
      this.picture.draw()
      this.request = requestAnimationFrame(tick)
    }
    tick()
  }

  async stop(): Promise<Uint8Array> {
    cancelAnimationFrame(this.request)
    if (this.recorder.state !== 'inactive') {
      const stopped = new Promise((resolve) => this.recorder.addEventListener('stop', resolve, { once: true }))
      this.recorder.stop()
      await stopped
    }
    for (const track of this.recorder.stream.getTracks()) track.stop()
    return new Uint8Array(await new Blob(this.parts).arrayBuffer())
  }
}
