import { once } from 'node:events'
import { createServer as createHttp, type IncomingMessage } from 'node:http'
import { createServer as createHttps } from 'node:https'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { WebSocketServer, type WebSocket } from 'ws'
import { AZURE_ORDER } from '../coefficient-orders.ts'
import { SLOW_MS, type ConformanceServer, type ConformanceServerOptions, type Fault } from './faults.ts'

const PATH = '/voice-live/realtime'
const RATE_HZ = 24_000
const FPS = 60
/** Every letter is heard for this long. */
const LETTER_S = 0.05
const PIECE_S = 0.5
const JAW_OPEN = AZURE_ORDER.indexOf('jawOpen')

export interface VoiceLiveServer extends ConformanceServer {
  /** What was to be said word for word. */
  readonly texts: string[]
  /** Seconds of sound that came as questions; each is answered with a vowel for every tenth of a second. */
  readonly questionsS: number[]
}

interface SessionSettings {
  modalities?: string[]
  turn_detection?: unknown
  output_audio_format?: string
  animation?: { outputs?: string[] }
}

/**
 * Voice Live's socket as public facts have it: a session that is set up, sound or words in, and a response of sound with frames whose jaw
 * opens on every other letter. `plain` leaves the frames out and sends viseme ids.
 */
export async function startVoiceLiveServer(options: ConformanceServerOptions & { plain?: boolean } = {}): Promise<VoiceLiveServer> {
  const http = options.tls ? createHttps(options.tls) : createHttp()
  const sockets = new WebSocketServer({ noServer: true })
  const complaints: string[] = []
  const texts: string[] = []
  const questionsS: number[] = []
  http.on('upgrade', (request: IncomingMessage, socket, head) => {
    if (options.key && request.headers['api-key'] !== options.key) return void socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n')
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://host')
    if (pathname !== PATH) return void socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
    for (const name of ['api-version', 'model']) if (!searchParams.get(name)) complaints.push(`gave no ${name}`)
    sockets.handleUpgrade(request, socket, head, (client) => new Session(client, options, { complaints, texts, questionsS }))
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${(http.address() as AddressInfo).port}`,
    complaints,
    texts,
    questionsS,
    close: async () => {
      for (const client of sockets.clients) client.terminate()
      http.closeAllConnections()
      http.close()
      await once(http, 'close')
    },
  }
}

class Session {
  private readonly fault: Fault | undefined
  private isSetUp = false
  private heardS = 0
  private committedS = 0

  constructor(
    private readonly socket: WebSocket,
    private readonly options: ConformanceServerOptions & { plain?: boolean },
    private readonly seen: { complaints: string[]; texts: string[]; questionsS: number[] },
  ) {
    this.fault = options.fault
    socket.on('error', () => undefined)
    socket.on('message', (data) => this.read(JSON.parse((data as Buffer).toString()) as { type: string } & Record<string, unknown>))
    this.say({ type: 'session.created', session: {} })
  }

  private read(event: { type: string } & Record<string, unknown>): void {
    const { complaints, texts, questionsS } = this.seen
    if (event.type === 'session.update') {
      const session = event['session'] as SessionSettings
      if (!session.animation?.outputs?.includes('blendshapes')) complaints.push('asked for no blendshapes')
      if (!session.modalities?.includes('audio')) complaints.push('asked for no sound')
      if (session.turn_detection !== null) complaints.push('left the end of a turn to us')
      this.isSetUp = true
      this.say({ type: 'session.updated', session })
    } else if (event.type === 'input_audio_buffer.append') {
      const bytes = Buffer.from(event['audio'] as string, 'base64').length
      if (bytes % 2 !== 0) complaints.push('sent half a sample')
      this.heardS += bytes / 2 / RATE_HZ
    } else if (event.type === 'input_audio_buffer.commit') {
      if (this.heardS === 0) complaints.push('committed no sound')
      questionsS.push(this.heardS)
      this.committedS = this.heardS
      this.heardS = 0
      this.say({ type: 'input_audio_buffer.committed', item_id: 'item' })
    } else if (event.type === 'response.create') {
      if (!this.isSetUp) complaints.push('asked before the session was set up')
      const said = (event['response'] as { pre_generated_assistant_message?: { content: { text: string }[] } } | undefined)?.pre_generated_assistant_message
      const text = said?.content.map((part) => part.text).join(' ')
      if (text !== undefined) texts.push(text)
      const letters = text === undefined ? Math.round(this.committedS * 10) : text.replace(/[^A-Za-z]/g, '').length
      this.answer(letters).catch(() => this.socket.terminate())
    } else {
      complaints.push(`sent ${event.type}`)
    }
  }

  private async answer(letters: number): Promise<void> {
    this.say({ type: 'response.created', response: { id: 'response', status: 'in_progress' } })
    if (this.fault === 'silence') return
    if (this.fault === 'slowFirstFrame') await delay(SLOW_MS)
    const seconds = letters * LETTER_S
    const pieces = Math.ceil(seconds / PIECE_S)
    const order = Array.from({ length: pieces }, (_, piece) => piece)
    if (this.fault === 'outOfOrder') order.splice(0, 2, 1, 0)
    for (const piece of order) {
      if (this.fault === 'late') await delay(SLOW_MS / 5)
      if (piece === pieces - 1 && this.fault === 'cutOff') return this.socket.terminate()
      if (piece === pieces - 1 && this.fault === 'errorStatus') return this.say({ type: 'error', error: { type: 'server_error', code: 'internal', message: 'secret words' } })
      if (this.options.plain) this.visemes(piece, letters)
      else this.frames(piece, seconds)
    }
    for (let piece = 0; piece < pieces; piece++) this.sound(piece * PIECE_S, Math.min(seconds, (piece + 1) * PIECE_S))
    this.say({ type: 'response.audio.done' })
    this.say({ type: this.options.plain ? 'response.animation_viseme.done' : 'response.animation_blendshapes.done' })
    this.say({ type: 'response.done', response: { id: 'response', status: 'completed' } })
  }

  private frames(piece: number, seconds: number): void {
    const first = piece * PIECE_S * FPS
    const count = Math.min(PIECE_S * FPS, Math.ceil(seconds * FPS) - first)
    const frames = Array.from({ length: count }, (_, k) => {
      const letter = Math.floor((first + k) / FPS / LETTER_S)
      const row = AZURE_ORDER.map((_name, column) => (column === JAW_OPEN ? 0.1 + 0.5 * (letter % 2) : 0))
      return this.fault === 'wrongCount' ? row.slice(1) : row
    })
    const said = this.fault === 'garbage' ? 'not a frame in it' : frames
    this.say({ type: 'response.animation_blendshapes.delta', response_id: 'response', item_id: 'item', output_index: 0, content_index: 0, frame_index: first, frames: said })
  }

  private visemes(piece: number, letters: number): void {
    const each = Math.round(PIECE_S / LETTER_S)
    for (let letter = piece * each; letter < Math.min(letters, (piece + 1) * each); letter++) {
      this.say({ type: 'response.animation_viseme.delta', audio_offset_ms: letter * LETTER_S * 1000, viseme_id: letter % 2 === 1 ? 2 : 21 })
    }
  }

  private sound(fromS: number, toS: number): void {
    const pcm = Int16Array.from({ length: Math.round((toS - fromS) * RATE_HZ) }, (_, n) => 6_000 * Math.sin((n + fromS * RATE_HZ) / 20))
    this.say({ type: 'response.audio.delta', delta: Buffer.from(pcm.buffer).toString('base64') })
  }

  private say(event: object): void {
    this.socket.send(JSON.stringify({ event_id: 'event', ...event }))
  }
}
