import { Readable } from 'node:stream'
import { WebSocket, type RawData } from 'ws'
import {
  animationServerMessageSchema,
  type AnimationDone,
  type AnimationEmotion,
  type AnimationFrame,
  type AnimationPhone,
  type AnimationStart,
} from '../contract/animation.ts'
import { COEFFICIENT_NAMES } from '../contract/coefficients.ts'
import { errorCodeSchema, UnderstudyError, type ErrorCode } from '../contract/errors.ts'
import { decodeFrames } from './frame-codec.ts'
import { connectionError, statusError } from './providers/provider-errors.ts'

const HANDSHAKE_TIMEOUT_MS = 5_000

export interface AnimationCall {
  /**
   * Resolves when there is room for more. Phones are those heard in this sound and what follows it, an emotion goes with it from here
   * on; not everybody has a use for them.
   */
  push(pcm: Int16Array, phones?: readonly AnimationPhone[], emotion?: AnimationEmotion): Promise<void>
  end(): Promise<void>
  /** In order and checked, up to the last frame; throws UnderstudyError. Leaving the loop early cancels the call. */
  frames: AsyncIterable<AnimationFrame>
  done: Promise<AnimationDone>
  /** Coefficients that came outside 0…1 and were clamped. */
  readonly clamped: number
  /** Who was asked for the face, as it is called in a sentence, where it is not our own model. */
  readonly provider?: string
  cancel(): void
}

export interface AnimationClientOptions {
  /** `ws://host:port/v1/animation` */
  url: string
  token?: string
  /** As the server is called in a sentence. */
  name?: string
  /** PEM of an authority that the computer does not know. */
  rootCertificates?: string
}

/** Opens streams on an animation server, the embedded one or any other that speaks the protocol. */
export class AnimationClient {
  private readonly calls = new Set<Call>()

  constructor(private readonly options: AnimationClientOptions) {}

  /**
   * Resolves when the server is ready for audio.
   * @throws UnderstudyError `unavailable` when nobody answers, `unauthorized` when the token is wrong
   */
  async open(start: Omit<AnimationStart, 'type'>, options: { signal?: AbortSignal } = {}): Promise<AnimationCall> {
    options.signal?.throwIfAborted()
    const call = new Call(this.options, { type: 'start', ...start })
    this.calls.add(call)
    const cancel = (): void => call.cancel()
    options.signal?.addEventListener('abort', cancel, { once: true })
    const forget = (): void => {
      this.calls.delete(call)
      options.signal?.removeEventListener('abort', cancel)
    }
    call.done.then(forget, forget)
    await call.ready
    return call
  }

  dispose(): void {
    for (const call of this.calls) call.cancel()
  }
}

class Call implements AnimationCall {
  readonly ready: Promise<void>
  readonly done: Promise<AnimationDone>
  readonly frames: Readable
  clamped = 0
  private readonly socket: WebSocket
  private settleReady!: { resolve: () => void; reject: (error: unknown) => void }
  private settleDone!: { resolve: (done: AnimationDone) => void; reject: (error: unknown) => void }
  private takesPhones = false
  private takesEmotions = false
  private nextIndex = 0
  private lastTimeS = -1
  private over = false

  constructor({ url, token, name = 'The animation server', rootCertificates }: AnimationClientOptions, start: AnimationStart) {
    this.ready = new Promise((resolve, reject) => (this.settleReady = { resolve, reject }))
    this.done = new Promise((resolve, reject) => (this.settleDone = { resolve, reject }))
    this.frames = new Readable({
      objectMode: true,
      read: () => undefined,
      destroy: (error, callback) => {
        this.cancel()
        callback(error)
      },
    })
    // Whoever awaits one of the three learns of a failure; the other two must not count as unhandled.
    this.ready.catch(() => undefined)
    this.done.catch(() => undefined)
    this.frames.on('error', () => undefined)
    this.socket = new WebSocket(url, {
      headers: token ? { authorization: `Bearer ${token}` } : {},
      perMessageDeflate: false,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      ...(rootCertificates ? { ca: rootCertificates } : {}),
    })
    this.socket.on('open', () => this.socket.send(JSON.stringify(start)))
    this.socket.on('message', (data, isBinary) => this.receive(data, isBinary))
    this.socket.on('unexpected-response', (_request, response) => this.fail(statusError(response.statusCode ?? 0, name, { hasKey: Boolean(token) })))
    this.socket.on('error', (cause) => this.fail(connectionError(cause, name)))
    this.socket.on('close', () => {
      this.fail(new UnderstudyError('provider_failed', `${name} hung up before the end; try again, or choose another animation provider in Settings.`, { retryable: true }))
    })
  }

  async push(pcm: Int16Array, phones: readonly AnimationPhone[] = [], emotion?: AnimationEmotion): Promise<void> {
    if (emotion && this.takesEmotions) await this.send(JSON.stringify({ type: 'emotion', emotion }))
    if (phones.length > 0 && this.takesPhones) await this.send(JSON.stringify({ type: 'phones', phones }))
    return this.send(new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength))
  }

  end(): Promise<void> {
    return this.send(JSON.stringify({ type: 'end' }))
  }

  cancel(): void {
    this.fail(new UnderstudyError('cancelled', 'The animation was cancelled.'))
  }

  private send(data: string | Uint8Array): Promise<void> {
    if (this.over) return this.done.then(() => undefined)
    return new Promise((resolve, reject) => {
      this.socket.send(data, (error) => (error ? this.done.then(() => resolve(), reject) : resolve()))
    })
  }

  private receive(data: RawData, isBinary: boolean): void {
    if (this.over) return
    try {
      const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data)
      if (isBinary) for (const frame of decodeFrames(bytes)) this.receiveFrame(frame)
      else this.receiveMessage(bytes.toString('utf8'))
    } catch (error) {
      this.fail(UnderstudyError.from(error))
    }
  }

  private receiveFrame(frame: AnimationFrame): void {
    if (frame.index !== this.nextIndex || frame.timeS <= this.lastTimeS) {
      throw new UnderstudyError('provider_failed', `The animation server sent frame ${frame.index} where frame ${this.nextIndex} was due; restart it or choose another provider.`)
    }
    this.nextIndex++
    this.lastTimeS = frame.timeS
    frame.coefficients.forEach((value, k) => {
      if (value >= 0 && value <= 1) return
      this.clamped++
      frame.coefficients[k] = value > 1 ? 1 : 0
    })
    this.frames.push(frame)
  }

  private receiveMessage(text: string): void {
    const message = animationServerMessageSchema.safeParse(parseJson(text)).data
    if (!message) throw new UnderstudyError('provider_failed', 'The animation server sent a message that does not fit the protocol; check that it speaks this version.')
    if (message.type === 'error') throw new UnderstudyError(knownCode(message.code), message.message, { retryable: message.retryable })
    if (message.type === 'ready') {
      if (message.channels.length !== COEFFICIENT_NAMES.length || message.channels.some((name, k) => name !== COEFFICIENT_NAMES[k])) {
        throw new UnderstudyError('provider_failed', 'The animation server offers other coefficients than the 52 expected; check that it speaks this version.')
      }
      this.takesPhones = message.phones ?? false
      this.takesEmotions = message.emotions ?? false
      this.settleReady.resolve()
      return
    }
    if (message.frames !== this.nextIndex) {
      throw new UnderstudyError('provider_failed', `The animation server counted ${message.frames} frames, ${this.nextIndex} arrived; try again.`, { retryable: true })
    }
    this.over = true
    this.settleDone.resolve(message)
    this.frames.push(null)
    this.socket.close(1000)
  }

  private fail(error: UnderstudyError): void {
    if (this.over) return
    this.over = true
    this.settleReady.reject(error)
    this.settleDone.reject(error)
    this.frames.destroy(error)
    this.socket.terminate()
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function knownCode(code: string): ErrorCode {
  return errorCodeSchema.safeParse(code).data ?? 'provider_failed'
}
