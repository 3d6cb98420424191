import { once } from 'node:events'
import { createServer as createHttp, type IncomingMessage } from 'node:http'
import { createServer as createHttps } from 'node:https'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { WebSocketServer, type WebSocket } from 'ws'
import { AZURE_ORDER } from '../coefficient-orders.ts'
import { SLOW_MS, type ConformanceServer, type ConformanceServerOptions, type Fault } from './faults.ts'

const PATH = '/tts/cognitiveservices/websocket/v1'
const RATE_HZ = 24_000
const FPS = 60
/** Every letter is heard for this long. */
const LETTER_S = 0.05
const JAW_OPEN = AZURE_ORDER.indexOf('jawOpen')
const STREAM = 'stream-1'

/**
 * Azure's speech socket as its SDK speaks to it: a vowel for every letter, with frames whose jaw opens on every other one.
 * `documents` are the SSML that came; `plain` leaves the face out and sends viseme ids.
 */
export async function startAzureServer(options: ConformanceServerOptions & { plain?: boolean } = {}): Promise<ConformanceServer & { documents: string[] }> {
  const http = options.tls ? createHttps(options.tls) : createHttp()
  const sockets = new WebSocketServer({ noServer: true })
  const complaints: string[] = []
  const documents: string[] = []
  http.on('upgrade', (request: IncomingMessage, socket, head) => {
    const shown = request.headers['ocp-apim-subscription-key']
    if (options.key && shown !== options.key) return void socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n')
    if (new URL(request.url ?? '/', 'http://host').pathname !== PATH) return void socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
    sockets.handleUpgrade(request, socket, head, (client) => serve(client, options, complaints, documents))
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${(http.address() as AddressInfo).port}`,
    complaints,
    documents,
    close: async () => {
      for (const client of sockets.clients) client.terminate()
      http.closeAllConnections()
      http.close()
      await once(http, 'close')
    },
  }
}

function serve(socket: WebSocket, options: ConformanceServerOptions & { plain?: boolean }, complaints: string[], documents: string[]): void {
  let visemesAsked = false
  socket.on('error', () => undefined)
  socket.on('message', (data) => {
    const [headers = '', ...rest] = (data as Buffer).toString().split('\r\n\r\n')
    const body = rest.join('\r\n\r\n')
    const header = (name: string): string => new RegExp(`^${name}:(.*)$`, 'im').exec(headers)?.[1]?.trim() ?? ''
    if (header('Path') === 'synthesis.context') {
      const { audio } = (JSON.parse(body) as { synthesis: { audio: { outputFormat: string; metadataOptions: { visemeEnabled: boolean } } } }).synthesis
      visemesAsked = audio.metadataOptions.visemeEnabled
      if (audio.outputFormat !== 'raw-24khz-16bit-mono-pcm') complaints.push(`asked for ${audio.outputFormat}`)
    }
    if (header('Path') !== 'ssml') return
    documents.push(body)
    if (!visemesAsked) complaints.push('asked for no visemes')
    new Speech(socket, header('X-RequestId'), options).say(body).catch(() => socket.terminate())
  })
}

class Speech {
  private readonly fault: Fault | undefined

  constructor(
    private readonly socket: WebSocket,
    private readonly requestId: string,
    private readonly options: ConformanceServerOptions & { plain?: boolean },
  ) {
    this.fault = options.fault
  }

  async say(ssml: string): Promise<void> {
    if (this.fault === 'silence') return
    const letters = ssml.replace(/<[^>]*>|&\w+;/g, '').replace(/[^A-Za-z]/g, '')
    const seconds = letters.length * LETTER_S
    this.text('turn.start', { context: { serviceTag: 'tag' } })
    this.text('response', { context: {}, audio: { type: 'inline', streamId: STREAM } })
    if (this.fault === 'slowFirstFrame') await delay(SLOW_MS)
    const pieces = Math.ceil(seconds / 0.5)
    const order = Array.from({ length: pieces }, (_, piece) => piece)
    if (this.fault === 'outOfOrder') order.splice(0, 2, 1, 0)
    for (const piece of order) {
      if (this.fault === 'late') await delay(SLOW_MS / 5)
      if (piece === pieces - 1 && this.fault === 'cutOff') return this.socket.terminate()
      if (piece === pieces - 1 && this.fault === 'errorStatus') return this.socket.close(1011, 'Internal server error')
      if (this.options.plain) this.visemes(piece, letters.length)
      else this.animation(piece, seconds)
    }
    for (let piece = 0; piece < pieces; piece++) this.sound(piece * 0.5, Math.min(seconds, piece * 0.5 + 0.5))
    this.text('audio.metadata', { Metadata: [{ Type: 'SessionEnd', Data: { Offset: seconds * 10_000_000 } }] })
    this.text('turn.end', {})
  }

  private animation(piece: number, seconds: number): void {
    const first = piece * 0.5 * FPS
    const count = Math.min(0.5 * FPS, Math.ceil(seconds * FPS) - first)
    const rows = Array.from({ length: count }, (_, k) => {
      const letter = Math.floor((first + k) / FPS / LETTER_S)
      const row = AZURE_ORDER.map((_name, column) => (column === JAW_OPEN ? 0.1 + 0.5 * (letter % 2) : 0))
      return this.fault === 'wrongCount' ? row.slice(1) : row
    })
    const json = JSON.stringify({ FrameIndex: first, BlendShapes: rows })
    const said = this.fault === 'garbage' ? json.slice(0, -5) : json
    // In chunks, as the service sends it: only the last one says that it is.
    const half = Math.floor(said.length / 2)
    const data = (chunk: string, isLast: boolean): object => ({ Type: 'Viseme', Data: { Offset: piece * 5_000_000, VisemeId: 0, AnimationChunk: chunk, IsLastAnimation: isLast } })
    this.text('audio.metadata', { Metadata: [data(said.slice(0, half), false)] })
    this.text('audio.metadata', { Metadata: [data(said.slice(half), true)] })
  }

  private visemes(piece: number, letters: number): void {
    for (let letter = piece * 10; letter < Math.min(letters, piece * 10 + 10); letter++) {
      const Offset = letter * LETTER_S * 10_000_000
      this.text('audio.metadata', { Metadata: [{ Type: 'Viseme', Data: { Offset, VisemeId: letter % 2 === 1 ? 2 : 21, AnimationChunk: '', IsLastAnimation: true } }] })
    }
  }

  private sound(fromS: number, toS: number): void {
    const pcm = Int16Array.from({ length: Math.round((toS - fromS) * RATE_HZ) }, (_, n) => 6_000 * Math.sin((n + fromS * RATE_HZ) / 20))
    const header = Buffer.from(`X-RequestId:${this.requestId}\r\nX-StreamId:${STREAM}\r\nContent-Type:audio/x-wav\r\nPath:audio\r\n`)
    const length = Buffer.alloc(2)
    length.writeInt16BE(header.length)
    this.socket.send(Buffer.concat([length, header, Buffer.from(pcm.buffer)]))
  }

  private text(path: string, body: object): void {
    this.socket.send(`X-RequestId:${this.requestId}\r\nContent-Type:application/json; charset=utf-8\r\nPath:${path}\r\n\r\n${JSON.stringify(body)}`)
  }
}
