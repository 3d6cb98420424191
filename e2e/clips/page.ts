/** The page that films: one head for each system, drawn on a clock of its own, side by side over the sound they speak. */
import { AudioBufferSource, BufferSource, BufferTarget, CanvasSink, CanvasSource, Input, Output, Quality, WEBM, WebMOutputFormat } from 'mediabunny'
import { createHead, type Head } from '../../renderer/head/head.ts'
import type { HeadFrame, HeadTier } from '../../renderer/head/types.ts'
import { drawSheet, momentsOf } from './sheet.ts'
import { SoundStrip, type ShownPhone } from './sound-strip.ts'

export interface FilmRequest {
  /** Folder of the head below the server, with a trailing slash. */
  readonly headPath: string
  readonly tier: HeadTier
  readonly systems: readonly { readonly name: string; readonly frames: readonly HeadFrame[] }[]
  /** WAV, base64. */
  readonly wav: string
  readonly phones: readonly ShownPhone[]
}

export interface Film {
  /** WebM, base64: VP8 and Opus. */
  readonly webm: string
  /** PNG, base64: every system's mouth through the sentence, from the pictures of the finished file. */
  readonly sheet: string
  /** Read back from the finished file. */
  readonly durationS: number
  readonly frames: number
  readonly hasSound: boolean
}

const FPS = 30
const SOUND_RATE_HZ = 48_000
/** What a head is drawn at, and the part of it that is shown: the face. */
const DRAWN = { width: 512, height: 640 }
const SHOWN = { x: 92, y: 24, width: 328, height: 440 }
const MARGIN = 8
const TITLE_PX = 34
const STRIP_PX = 92
/** Of sound, around the moment shown. */
const STRIP_S = 3

interface Panel {
  readonly name: string
  readonly head: Head
  readonly canvas: HTMLCanvasElement
}

class Studio {
  async film({ headPath, tier, systems, wav, phones }: FilmRequest): Promise<Film> {
    const sound = await new OfflineAudioContext(1, 1, SOUND_RATE_HZ).decodeAudioData(bytesOf(wav).buffer)
    const panels: Panel[] = []
    try {
      for (const { name, frames } of systems) panels.push(await openPanel(name, frames, headPath, tier))
      const strip = new SoundStrip(sound.getChannelData(0), sound.sampleRate, phones)
      const webm = await encode(panels, sound, strip)
      return { webm: await base64(webm), ...(await readBack(webm, panels, strip, phones, sound.duration)) }
    } finally {
      for (const { head } of panels) head.dispose()
      document.body.replaceChildren()
    }
  }
}

async function openPanel(name: string, frames: readonly HeadFrame[], headPath: string, tier: HeadTier): Promise<Panel> {
  const canvas = document.createElement('canvas')
  document.body.append(canvas)
  const head = await createHead({ canvas, baseUrl: new URL(headPath, location.origin).href, tier, seed: 1 })
  head.setSize(DRAWN.width, DRAWN.height, 1)
  head.setState('speaking')
  head.pushFrames(frames)
  return { name, head, canvas }
}

async function encode(panels: readonly Panel[], sound: AudioBuffer, strip: SoundStrip): Promise<ArrayBuffer> {
  const width = panels.length * (SHOWN.width + MARGIN) + MARGIN
  const canvas = new OffscreenCanvas(width + (width % 2), TITLE_PX + SHOWN.height + STRIP_PX + 2 * MARGIN)
  const context = canvas.getContext('2d')!
  const target = new BufferTarget()
  const output = new Output({ format: new WebMOutputFormat(), target })
  const pictures = new CanvasSource(canvas, { codec: 'vp8', quality: new Quality('very-high') })
  const samples = new AudioBufferSource({ codec: 'opus', quality: new Quality('high') })
  output.addVideoTrack(pictures, { frameRate: FPS })
  output.addAudioTrack(samples)
  await output.start()
  await samples.add(sound)
  for (let k = 0; k < Math.ceil(sound.duration * FPS); k++) {
    drawFrame(context, panels, strip, (k + 0.5) / FPS)
    await pictures.add(k / FPS, 1 / FPS)
  }
  await output.finalize()
  return target.buffer!
}

function drawFrame(context: OffscreenCanvasRenderingContext2D, panels: readonly Panel[], strip: SoundStrip, timeS: number): void {
  const { width, height } = context.canvas
  context.fillStyle = '#17191c'
  context.fillRect(0, 0, width, height)
  context.textAlign = 'left'
  panels.forEach(({ name, head, canvas }, k) => {
    head.setClock(timeS, 1000 * timeS)
    head.render(1000 * timeS, { exact: true })
    const x = panelX(k)
    const scale = canvas.width / DRAWN.width
    // The drawing buffer is only defined within the task that drew it.
    context.drawImage(canvas, scale * SHOWN.x, scale * SHOWN.y, scale * SHOWN.width, scale * SHOWN.height, x, TITLE_PX, SHOWN.width, SHOWN.height)
    context.font = '600 17px sans-serif'
    context.fillStyle = '#eef1f3'
    context.fillText(name, x + 2, TITLE_PX - 11)
  })
  const y = TITLE_PX + SHOWN.height + MARGIN
  strip.draw(context, { x: MARGIN, y, width: width - 2 * MARGIN, height: STRIP_PX, fromS: timeS - STRIP_S / 2, toS: timeS + STRIP_S / 2 })
  context.fillStyle = '#ffb454'
  context.fillRect(Math.round(width / 2), y, 2, STRIP_PX)
}

/** What a player would show, mouth by mouth. */
async function readBack(webm: ArrayBuffer, panels: readonly Panel[], strip: SoundStrip, phones: readonly ShownPhone[], soundS: number): Promise<Omit<Film, 'webm'>> {
  const input = new Input({ source: new BufferSource(webm), formats: [WEBM] })
  const track = (await input.getPrimaryVideoTrack())!
  const { packetCount } = await track.computePacketStats()
  const sink = new CanvasSink(track)
  const panelsAt = panels.map(({ name }, k) => ({ name, x: panelX(k), y: TITLE_PX, ...sizeOf(SHOWN) }))
  const sheet = await drawSheet({
    panels: panelsAt,
    moments: momentsOf(phones, soundS),
    strip,
    pictureAt: async (timeS) => (await sink.getCanvas(timeS))?.canvas ?? null,
  })
  return {
    sheet: await base64(await (await sheet.convertToBlob({ type: 'image/png' })).arrayBuffer()),
    durationS: await input.computeDuration(),
    frames: packetCount,
    hasSound: (await input.getPrimaryAudioTrack()) !== null,
  }
}

function panelX(k: number): number {
  return MARGIN + k * (SHOWN.width + MARGIN)
}

function sizeOf({ width, height }: { width: number; height: number }): { width: number; height: number } {
  return { width, height }
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
}

async function base64(buffer: ArrayBuffer): Promise<string> {
  const reader = new FileReader()
  await new Promise((resolve, reject) => {
    reader.onload = resolve
    reader.onerror = reject
    reader.readAsDataURL(new Blob([buffer]))
  })
  const url = reader.result as string
  return url.slice(url.indexOf(',') + 1)
}

export type { Studio }
Object.assign(globalThis, { clipStudio: new Studio() })
