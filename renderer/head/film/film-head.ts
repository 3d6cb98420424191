import { AudioSample, AudioSampleSource, BufferTarget, CanvasSource, canEncodeAudio, getFirstEncodableVideoCodec, Output, Quality, WebMOutputFormat, type VideoCodec } from 'mediabunny'
import { UnderstudyError } from '../../../electron/contract/errors.ts'
import { createHead, type Head } from '../head.ts'
import type { FilmRequest } from './film-protocol.ts'
import { drawMark } from './mark.ts'

const FPS = 30
/** After the sound, so that the mouth comes to rest. */
const TAIL_S = 0.3
const CODECS: VideoCodec[] = ['vp8', 'vp9']
const PICTURE_QUALITY = new Quality('high')
const SOUND_QUALITY = new Quality('high')

/**
 * Draws a head that speaks, frame by frame on the clock of its sound, however long a frame takes, and writes that as WebM with its length
 * and an index in its head: every player can seek in it.
 * @param onShare told how much is done, 0–1
 * @throws UnderstudyError `unavailable` where no video can be encoded or there is no WebGL 2, and as `createHead`
 */
export async function filmHead(request: FilmRequest, onShare: (share: number) => void): Promise<ArrayBuffer> {
  const { baseUrl, tier, size, frames, wires } = request
  const canvas = new OffscreenCanvas(1, 1)
  const head = await createHead({ canvas, baseUrl, tier })
  try {
    head.setSize(size.width, size.height, size.pixelRatio)
    head.setInspection({ wires })
    head.pushFrames(frames)
    head.setState('speaking')
    return await encode(head, canvas, request, onShare)
  } finally {
    head.dispose()
  }
}

async function encode(head: Head, drawn: OffscreenCanvas, { pcm, sampleRateHz, mark }: FilmRequest, onShare: (share: number) => void): Promise<ArrayBuffer> {
  // Video codecs want even sides.
  const picture = new OffscreenCanvas(even(drawn.width), even(drawn.height))
  const context = picture.getContext('2d', { alpha: false })!
  const codec = await getFirstEncodableVideoCodec(CODECS, { width: picture.width, height: picture.height, quality: PICTURE_QUALITY })
  if (codec === null || !(await canEncodeAudio('opus', { numberOfChannels: 1, sampleRate: sampleRateHz, quality: SOUND_QUALITY }))) {
    throw new UnderstudyError('unavailable', 'This computer cannot encode WebM; record the window with another program.')
  }
  const target = new BufferTarget()
  const output = new Output({ format: new WebMOutputFormat(), target })
  const pictures = new CanvasSource(picture, { codec, quality: PICTURE_QUALITY })
  const sound = new AudioSampleSource({ codec: 'opus', quality: SOUND_QUALITY })
  output.addVideoTrack(pictures, { frameRate: FPS })
  output.addAudioTrack(sound)
  await output.start()

  const soundS = pcm.length / sampleRateHz
  const count = Math.ceil((soundS + TAIL_S) * FPS)
  for (let k = 0; k < count; k++) {
    // A second of sound goes ahead of its pictures: neither track waits in memory for the other.
    if (k % FPS === 0) await addSound(sound, pcm, sampleRateHz, k / FPS)
    const middleS = (k + 0.5) / FPS
    if (middleS > soundS) head.setState('idle')
    const nowMs = 1000 * middleS
    head.setClock(middleS <= soundS ? middleS : null, nowMs)
    head.render(nowMs, { exact: true })
    // In the same task: the drawing is gone after it.
    context.drawImage(drawn, 0, 0, picture.width, picture.height)
    drawMark(context, mark)
    await pictures.add(k / FPS, 1 / FPS)
    onShare((k + 1) / count)
  }
  await output.finalize()
  return target.buffer!
}

async function addSound(sound: AudioSampleSource, pcm: Int16Array, sampleRateHz: number, fromS: number): Promise<void> {
  const start = fromS * sampleRateHz
  const data = pcm.slice(start, start + sampleRateHz)
  if (data.length === 0) return
  const sample = new AudioSample({ data, format: 's16', numberOfChannels: 1, sampleRate: sampleRateHz, timestamp: fromS })
  await sound.add(sample)
  sample.close()
}

function even(pixels: number): number {
  return Math.max(2, pixels - (pixels % 2))
}
