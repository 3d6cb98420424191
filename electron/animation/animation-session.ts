import {
  ANIMATION_PROTOCOL_VERSION,
  animationClientMessageSchema,
  type AnimationFrame,
  type AnimationServerMessage,
} from '../contract/animation.ts'
import { COEFFICIENT_NAMES } from '../contract/coefficients.ts'
import { UnderstudyError } from '../contract/errors.ts'
import type { AnimationEngine } from './animation-engine.ts'
import type { AnimationStream } from './animation-stream.ts'
import { encodeFrames } from './frame-codec.ts'

/** Frames go out after this much audio, however big the client's chunks are. */
const PIECE_S = 0.2

export interface AnimationLimits {
  maxChunkBytes: number
  maxAudioMs: number
  /** Longest silence of a client that owes something. */
  idleTimeoutMs: number
  /** Above this much unprocessed audio the session stops reading. */
  maxQueuedMs: number
}

export const DEFAULT_ANIMATION_LIMITS: AnimationLimits = {
  maxChunkBytes: 2 * 1024 * 1024,
  maxAudioMs: 600_000,
  idleTimeoutMs: 30_000,
  maxQueuedMs: 20_000,
}

/** What a session needs of its connection. The two sends resolve when there is room for more. */
export interface AnimationTransport {
  sendText(text: string): Promise<void>
  sendBinary(bytes: Uint8Array): Promise<void>
  pauseReading(): void
  resumeReading(): void
  /** After what was sent before. */
  close(code: number, reason: string): void
}

interface OpenStream {
  stream: AnimationStream
  sampleRateHz: number
}

/**
 * The server's half of `/v1/animation`, without its transport: messages in, messages out. Whatever a client does
 * wrong ends its own session with an `error` message and nothing else.
 */
export class AnimationSession {
  private readonly limits: AnimationLimits
  private opened: OpenStream | null = null
  private state: 'active' | 'ended' | 'closed' = 'active'
  private work: Promise<void> = Promise.resolve()
  private idleTimer: NodeJS.Timeout | undefined
  private queuedMs = 0
  private receivedMs = 0
  private framesSent = 0
  private computingMs = 0
  private firstAudioAtMs: number | null = null
  private firstFrameMs: number | null = null

  constructor(
    private readonly options: {
      engine: AnimationEngine
      transport: AnimationTransport
      limits?: Partial<AnimationLimits>
      /** Throws where the face of this persona may not be shown. */
      checkPersona?: (persona: string) => void
      now?: () => number
    },
  ) {
    this.limits = { ...DEFAULT_ANIMATION_LIMITS, ...options.limits }
    this.waitForClient()
  }

  /** @param message text of a JSON message, or PCM16 bytes */
  receive(message: string | Uint8Array): void {
    if (this.state === 'closed') return
    try {
      if (typeof message === 'string') this.receiveText(message)
      else this.receiveAudio(message)
    } catch (error) {
      this.fail(error)
    }
  }

  dispose(): void {
    this.state = 'closed'
    clearTimeout(this.idleTimer)
    this.opened?.stream.dispose()
  }

  private receiveText(text: string): void {
    const message = parseMessage(text)
    if (message.type === 'cancel') {
      this.close(1000, 'cancelled')
      return
    }
    if (message.type === 'start') {
      if (this.opened) throw badRequest('The animation stream was started already; open a second connection for a second stream.')
      const { sampleRate, fps, emotion, persona } = message
      if (persona !== undefined) this.options.checkPersona?.(persona)
      this.opened = {
        sampleRateHz: sampleRate,
        stream: this.options.engine.openStream({ sampleRateHz: sampleRate, fps, ...(emotion ? { emotion } : {}) }),
      }
      this.enqueue(() => this.send({ type: 'ready', version: ANIMATION_PROTOCOL_VERSION, fps, channels: [...COEFFICIENT_NAMES], phones: true }))
      return
    }
    const { stream } = this.mustBeStreaming()
    if (message.type === 'phones') {
      this.enqueue(async () => stream.expect(message.phones))
      return
    }
    this.state = 'ended'
    this.enqueue(() => this.finish(stream))
  }

  private receiveAudio(bytes: Uint8Array): void {
    const { stream, sampleRateHz } = this.mustBeStreaming()
    if (bytes.byteLength > this.limits.maxChunkBytes) {
      throw new UnderstudyError('too_large', `An audio chunk may have ${this.limits.maxChunkBytes} bytes at most; send smaller ones.`)
    }
    if (bytes.byteLength % 2 !== 0) throw badRequest('An audio chunk is PCM16: send an even number of bytes.')
    const pcm = new Int16Array(new Uint8Array(bytes).buffer)
    const chunkMs = (pcm.length / sampleRateHz) * 1000
    this.receivedMs += chunkMs
    if (this.receivedMs > this.limits.maxAudioMs) {
      throw new UnderstudyError('too_large', `An animation stream may hold ${this.limits.maxAudioMs / 1000} seconds of audio; open another one for the rest.`)
    }
    this.firstAudioAtMs ??= this.now()
    this.queuedMs += chunkMs
    if (this.queuedMs > this.limits.maxQueuedMs) this.options.transport.pauseReading()
    const piece = Math.ceil(PIECE_S * sampleRateHz)
    this.enqueue(async () => {
      for (let start = 0; start < pcm.length && this.state !== 'closed'; start += piece) {
        await this.animate(() => stream.push(pcm.subarray(start, start + piece)))
      }
      this.queuedMs -= chunkMs
      if (this.queuedMs <= this.limits.maxQueuedMs) this.options.transport.resumeReading()
    })
  }

  private async finish(stream: AnimationStream): Promise<void> {
    await this.animate(() => stream.end())
    const { audioMs, clamped } = stream.stats
    await this.send({
      type: 'done',
      frames: this.framesSent,
      stats: { audioMs, clamped, firstFrameMs: this.firstFrameMs, realTimeFactor: audioMs > 0 ? this.computingMs / audioMs : 0 },
    })
    this.close(1000, 'done')
  }

  private async animate(compute: () => Promise<AnimationFrame[]>): Promise<void> {
    const beganMs = this.now()
    const frames = await compute()
    this.computingMs += this.now() - beganMs
    if (frames.length === 0 || this.state === 'closed') return
    this.firstFrameMs ??= this.now() - (this.firstAudioAtMs ?? beganMs)
    this.framesSent += frames.length
    this.armTimer('The animation stream\'s frames are not being read; read them, or cancel the stream.')
    await this.options.transport.sendBinary(encodeFrames(frames))
    clearTimeout(this.idleTimer)
  }

  private enqueue(task: () => Promise<void>): void {
    clearTimeout(this.idleTimer)
    const result = this.work.then(async () => {
      if (this.state !== 'closed') await task()
    })
    this.work = result.catch((error: unknown) => this.fail(error))
    const last = this.work
    void last.then(() => {
      if (this.work === last) this.waitForClient()
    })
  }

  private waitForClient(): void {
    if (this.state === 'active') this.armTimer('The animation stream got no audio for too long; send `end` when the audio is over.')
  }

  private armTimer(message: string): void {
    clearTimeout(this.idleTimer)
    this.idleTimer = setTimeout(() => this.fail(new UnderstudyError('timeout', message, { retryable: true })), this.limits.idleTimeoutMs)
  }

  private fail(thrown: unknown): void {
    if (this.state === 'closed') return
    const { code, message, retryable, kind } = UnderstudyError.from(thrown)
    this.send({ type: 'error', code, message, retryable }).catch(() => undefined)
    this.close(kind === 'defect' ? 1011 : 1008, code)
  }

  private close(code: number, reason: string): void {
    this.dispose()
    this.options.transport.close(code, reason)
  }

  private send(message: AnimationServerMessage): Promise<void> {
    return this.options.transport.sendText(JSON.stringify(message))
  }

  private mustBeStreaming(): OpenStream {
    if (!this.opened) throw badRequest('Send `start` before anything else on an animation stream.')
    if (this.state === 'ended') throw badRequest('The animation stream has ended; open a new connection for more audio.')
    return this.opened
  }

  private now(): number {
    return (this.options.now ?? performance.now.bind(performance))()
  }
}

function parseMessage(text: string): ReturnType<typeof animationClientMessageSchema.parse> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw badRequest('An animation stream takes JSON text and PCM16 bytes; this was neither.', cause)
  }
  const parsed = animationClientMessageSchema.safeParse(json)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw badRequest(`The message does not fit the animation protocol at "${issue?.path.join('.') || 'type'}": ${issue?.message}.`, parsed.error)
}

function badRequest(message: string, cause?: unknown): UnderstudyError {
  return new UnderstudyError('bad_request', message, { cause })
}
