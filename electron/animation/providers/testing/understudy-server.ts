import { once } from 'node:events'
import { createServer as createHttp } from 'node:http'
import { createServer as createHttps } from 'node:https'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { WebSocketServer, type WebSocket } from 'ws'
import { COEFFICIENT_INDEX as C, COEFFICIENT_NAMES } from '../../../contract/coefficients.ts'
import { SLOW_MS, type ConformanceServer, type ConformanceServerOptions, type Fault } from './faults.ts'

const FRAME_BYTES = 240

/** `/v1/animation` as the contract describes it, written a second time: its jaw follows the sound's level. */
export async function startUnderstudyServer(options: ConformanceServerOptions = {}): Promise<ConformanceServer> {
  const http = options.tls ? createHttps(options.tls) : createHttp()
  const sockets = new WebSocketServer({ noServer: true })
  const complaints: string[] = []
  http.on('upgrade', (request, socket, head) => {
    if (options.key && request.headers.authorization !== `Bearer ${options.key}`) return void socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n')
    if (request.url !== '/v1/animation') complaints.push(`asked for ${request.url}`)
    sockets.handleUpgrade(request, socket, head, (client) => new Answer(client, options.fault, complaints))
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${(http.address() as AddressInfo).port}`,
    complaints,
    close: async () => {
      for (const client of sockets.clients) client.terminate()
      http.closeAllConnections()
      http.close()
      await once(http, 'close')
    },
  }
}

class Answer {
  private rateHz = 0
  private fps = 0
  private samples: number[] = []
  private framesOut = 0
  private work = Promise.resolve()

  constructor(
    private readonly socket: WebSocket,
    private readonly fault: Fault | undefined,
    private readonly complaints: string[],
  ) {
    socket.on('message', (data, isBinary) => (isBinary ? this.hear(data as Buffer) : this.read((data as Buffer).toString())))
    socket.on('error', () => undefined)
  }

  private read(text: string): void {
    const message = JSON.parse(text) as { type: string; sampleRate?: number; fps?: number }
    if (message.type === 'start') {
      if (this.rateHz > 0 || !message.sampleRate) this.complaints.push('sent a bad or a second start')
      this.rateHz = message.sampleRate ?? 0
      this.fps = message.fps ?? 60
      this.enqueue(async () => this.say({ type: 'ready', version: 1, fps: this.fps, channels: COEFFICIENT_NAMES }))
    } else if (message.type === 'end') {
      this.enqueue(async () => {
        const audioMs = (this.samples.length / this.rateHz) * 1000
        if (this.fault !== 'silence') this.say({ type: 'done', frames: this.framesOut, stats: { audioMs, firstFrameMs: 0, realTimeFactor: 0, clamped: 0 } })
      })
    } else if (message.type !== 'cancel') {
      this.complaints.push(`sent ${message.type}`)
    }
  }

  private hear(bytes: Buffer): void {
    if (this.rateHz === 0) this.complaints.push('sent sound before start')
    if (bytes.length % 2 !== 0) this.complaints.push('sent half a sample')
    for (let at = 0; at + 1 < bytes.length; at += 2) this.samples.push(bytes.readInt16LE(at))
    const heard = this.samples.length
    this.enqueue(() => this.animate(heard))
  }

  private async animate(heard: number): Promise<void> {
    const frames: Buffer[] = []
    const isFirst = this.framesOut === 0
    for (; this.framesOut / this.fps < heard / this.rateHz; this.framesOut++) frames.push(this.frame(this.framesOut))
    if (frames.length === 0 || this.fault === 'silence') return
    if (this.fault === 'late' || (this.fault === 'slowFirstFrame' && isFirst)) await delay(SLOW_MS)
    if (!isFirst && this.fault === 'cutOff') return this.socket.terminate()
    if (!isFirst && this.fault === 'errorStatus') return this.say({ type: 'error', code: 'overloaded', message: 'There is too much to do; try again.', retryable: true })
    if (!isFirst && this.fault === 'garbage') return this.socket.send('{"type":')
    if (this.fault === 'outOfOrder') frames.reverse()
    const message = Buffer.concat(frames)
    this.socket.send(this.fault === 'wrongCount' ? message.subarray(0, -4) : message)
  }

  private frame(index: number): Buffer {
    const bytes = Buffer.alloc(FRAME_BYTES)
    bytes.writeUInt32LE(index, 0)
    bytes.writeDoubleLE(index / this.fps, 4)
    const middle = Math.round((index / this.fps) * this.rateHz)
    const around = this.samples.slice(Math.max(0, middle - this.rateHz / 50), middle + this.rateHz / 50)
    const level = Math.sqrt(around.reduce((sum, value) => sum + value * value, 0) / Math.max(1, around.length)) / 8_000
    bytes.writeFloatLE(level, 12 + 4 * C.jawOpen)
    return bytes
  }

  private say(message: object): void {
    this.socket.send(JSON.stringify(message))
  }

  private enqueue(task: () => Promise<void>): void {
    this.work = this.work.then(task).catch(() => undefined)
  }
}
