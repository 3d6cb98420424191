import { ANIMATION_PROTOCOL_VERSION, type AnimationEmotion, type AnimationFrame, type AnimationPhone, type AnimationServerMessage, type AnimationStart } from '../contract/animation.ts'
import { COEFFICIENT_NAMES } from '../contract/coefficients.ts'
import { UnderstudyError } from '../contract/errors.ts'
import type { AnimationEngine } from './animation-engine.ts'
import type { AnimationObserver, StreamOutcome } from './animation-observer.ts'
import type { AnimationStream } from './animation-stream.ts'
import { badRequest, parseClientMessage } from './client-message.ts'
import { encodeFrames } from './frame-codec.ts'
import { Turns } from './turns.ts'

/** Frames go out after this much audio, however big the client's chunks are; the first ones as soon as they can. */
const PIECE_S = 0.2
const FIRST_PIECE_S = 0.12

export interface AnimationLimits {
  maxChunkBytes: number
  maxTextBytes: number
  maxAudioMs: number
  maxPhones: number
  maxFeelings: number
  /** Longest silence of a client that owes something. */
  idleTimeoutMs: number
  /** Above this much unprocessed audio, or this many messages, the session stops reading. */
  maxQueuedMs: number
  maxQueuedMessages: number
}

export const DEFAULT_ANIMATION_LIMITS: AnimationLimits = {
  maxChunkBytes: 2 * 1024 * 1024,
  maxTextBytes: 1024 * 1024,
  maxAudioMs: 600_000,
  maxPhones: 20_000,
  maxFeelings: 2_000,
  idleTimeoutMs: 30_000,
  maxQueuedMs: 2_000,
  maxQueuedMessages: 256,
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

/** A piece of sound as it was received. */
interface Piece {
  receivedAtMs: number
  audioMs: number
  compute: () => Promise<AnimationFrame[]>
}

export interface AnimationSessionOptions {
  engine: AnimationEngine
  transport: AnimationTransport
  limits?: Partial<AnimationLimits>
  /** Shared by the sessions of one engine. */
  turns?: Turns
  observer?: AnimationObserver
  /** Throws where the face of this persona may not be shown. */
  checkPersona?: (persona: string) => void
  now?: () => number
}

/**
 * The server's half of `/v1/animation`, without its transport: messages in, messages out. Whatever a client does
 * wrong ends its own session with an `error` message and nothing else.
 */
export class AnimationSession {
  private readonly limits: AnimationLimits
  private readonly turns: Turns
  private opened: OpenStream | null = null
  private state: 'active' | 'ended' | 'closed' = 'active'
  private work: Promise<void> = Promise.resolve()
  private idleTimer: NodeJS.Timeout | undefined
  private queuedMessages = 0
  private audioQueuedMs = 0
  private reading = true
  private receivedMs = 0
  private phonesReceived = 0
  private feelingsReceived = 0
  private framesSent = 0
  private computingMs = 0
  /** When the next piece is due, were the sound played as it arrives. */
  private dueMs = 0
  private firstAudioAtMs: number | null = null
  private firstFrameMs: number | null = null

  constructor(private readonly options: AnimationSessionOptions) {
    this.limits = { ...DEFAULT_ANIMATION_LIMITS, ...options.limits }
    this.turns = options.turns ?? new Turns()
    this.waitForClient()
  }

  /** Audio that was received and has no frames yet. */
  get queuedMs(): number {
    return this.audioQueuedMs
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

  /** What is being computed is dropped after the piece it is at. */
  dispose(outcome: StreamOutcome = 'cancelled'): void {
    if (this.state === 'closed') return
    this.state = 'closed'
    clearTimeout(this.idleTimer)
    this.audioQueuedMs = 0
    if (!this.opened) return
    const { stream } = this.opened
    this.options.observer?.closed({ outcome, ...stream.stats, computingMs: this.computingMs })
    stream.dispose()
  }

  private receiveText(text: string): void {
    if (text.length > this.limits.maxTextBytes) {
      throw new UnderstudyError('too_large', `A message may have ${this.limits.maxTextBytes} bytes at most; send less at once.`)
    }
    const message = parseClientMessage(text)
    if (message.type === 'start') return this.start(message)
    if (message.type === 'cancel') return this.close('cancelled', 1000)
    const { stream } = this.mustBeStreaming()
    if (message.type === 'phones') return this.receivePhones(stream, message.phones)
    if (message.type === 'emotion') return this.receiveFeeling(stream, message.emotion)
    this.state = 'ended'
    this.enqueue(() => this.finish(stream))
  }

  private start({ sampleRate, fps = 60, emotion, persona }: AnimationStart): void {
    if (this.opened) throw badRequest('The animation stream was started already; open a second connection for a second stream.')
    if (persona !== undefined) this.options.checkPersona?.(persona)
    const stream = this.options.engine.openStream({ sampleRateHz: sampleRate, fps, ...(emotion ? { emotion } : {}) })
    this.opened = { sampleRateHz: sampleRate, stream }
    this.options.observer?.opened()
    this.enqueue(() => this.send({ type: 'ready', version: ANIMATION_PROTOCOL_VERSION, fps, channels: [...COEFFICIENT_NAMES], phones: true, emotions: true }))
  }

  private receivePhones(stream: AnimationStream, phones: AnimationPhone[]): void {
    // Nothing sent is nothing done: it must not keep a stream alive.
    if (phones.length === 0) return
    this.phonesReceived += phones.length
    if (this.phonesReceived > this.limits.maxPhones) {
      throw new UnderstudyError('too_large', `An animation stream takes ${this.limits.maxPhones} phones at most; open another one for the rest.`)
    }
    this.enqueue(async () => stream.expect(phones))
  }

  private receiveFeeling(stream: AnimationStream, emotion: AnimationEmotion): void {
    if (++this.feelingsReceived > this.limits.maxFeelings) {
      throw new UnderstudyError('too_large', `An animation stream takes ${this.limits.maxFeelings} changes of feeling at most; open another one for the rest.`)
    }
    this.enqueue(async () => stream.feel(emotion))
  }

  private receiveAudio(bytes: Uint8Array): void {
    const { stream, sampleRateHz } = this.mustBeStreaming()
    if (bytes.byteLength > this.limits.maxChunkBytes) {
      throw new UnderstudyError('too_large', `An audio chunk may have ${this.limits.maxChunkBytes} bytes at most; send smaller ones.`)
    }
    if (bytes.byteLength % 2 !== 0) throw badRequest('An audio chunk is PCM16: send an even number of bytes.')
    if (bytes.byteLength === 0) return
    const pcm = new Int16Array(new Uint8Array(bytes).buffer)
    const msOf = (samples: number): number => (samples / sampleRateHz) * 1000
    this.receivedMs += msOf(pcm.length)
    if (this.receivedMs > this.limits.maxAudioMs) {
      throw new UnderstudyError('too_large', `An animation stream may hold ${this.limits.maxAudioMs / 1000} seconds of audio; open another one for the rest.`)
    }
    const receivedAtMs = this.now()
    this.firstAudioAtMs ??= receivedAtMs
    this.audioQueuedMs += msOf(pcm.length)
    this.enqueue(async () => {
      let end = 0
      for (let start = 0; start < pcm.length && this.state !== 'closed'; start = end) {
        end = start + Math.ceil((this.firstFrameMs === null ? FIRST_PIECE_S : PIECE_S) * sampleRateHz)
        const samples = pcm.subarray(start, end)
        await this.animate({ receivedAtMs, audioMs: msOf(samples.length), compute: () => stream.push(samples) })
      }
    })
  }

  private async finish(stream: AnimationStream): Promise<void> {
    await this.animate({ receivedAtMs: this.now(), audioMs: 0, compute: () => stream.end() })
    const { audioMs, clamped } = stream.stats
    await this.send({
      type: 'done',
      frames: this.framesSent,
      stats: { audioMs, clamped, firstFrameMs: this.firstFrameMs, realTimeFactor: audioMs > 0 ? this.computingMs / audioMs : 0 },
    })
    this.close('done', 1000)
  }

  private async animate({ receivedAtMs, audioMs, compute }: Piece): Promise<void> {
    const dueMs = Math.max(this.dueMs, receivedAtMs)
    this.dueMs = dueMs + audioMs
    let computingMs = 0
    const frames = await this.turns.run(dueMs, async () => {
      if (this.state === 'closed') return []
      const beganMs = this.now()
      const made = await compute()
      computingMs = this.now() - beganMs
      return made
    })
    if (this.isClosed()) return
    this.computingMs += computingMs
    this.audioQueuedMs = Math.max(0, this.audioQueuedMs - audioMs)
    const sentAtMs = this.now()
    const firstFrameMs = frames.length > 0 && this.firstFrameMs === null ? sentAtMs - (this.firstAudioAtMs ?? sentAtMs) : null
    this.firstFrameMs ??= firstFrameMs
    this.framesSent += frames.length
    this.options.observer?.animated({ frames: frames.length, audioMs, computingMs, latencyMs: sentAtMs - receivedAtMs, firstFrameMs })
    if (frames.length > 0) await this.sendFrames(frames)
  }

  private async sendFrames(frames: AnimationFrame[]): Promise<void> {
    this.armTimer('The animation stream\'s frames are not being read; read them, or cancel the stream.')
    await this.options.transport.sendBinary(encodeFrames(frames))
    clearTimeout(this.idleTimer)
  }

  private enqueue(task: () => Promise<void>): void {
    clearTimeout(this.idleTimer)
    this.queuedMessages++
    this.readOrWait()
    const result = this.work.then(async () => {
      if (this.state !== 'closed') await task()
      this.queuedMessages--
      this.readOrWait()
    })
    this.work = result.catch((error: unknown) => this.fail(error))
    const last = this.work
    void last.then(() => {
      if (this.work === last) this.waitForClient()
    })
  }

  /** Back-pressure: what a client sends beyond this waits on its own side. */
  private readOrWait(): void {
    const reading = this.audioQueuedMs <= this.limits.maxQueuedMs && this.queuedMessages <= this.limits.maxQueuedMessages
    if (reading === this.reading) return
    this.reading = reading
    if (reading) this.options.transport.resumeReading()
    else this.options.transport.pauseReading()
  }

  private waitForClient(): void {
    if (this.state === 'active') this.armTimer('The animation stream got no audio for too long; send `end` when the audio is over.')
  }

  private armTimer(message: string): void {
    clearTimeout(this.idleTimer)
    if (this.isClosed()) return
    this.idleTimer = setTimeout(() => this.fail(new UnderstudyError('timeout', message, { retryable: true })), this.limits.idleTimeoutMs)
  }

  private fail(thrown: unknown): void {
    if (this.state === 'closed') return
    const { code, message, retryable, kind } = UnderstudyError.from(thrown)
    this.send({ type: 'error', code, message, retryable }).catch(() => undefined)
    this.close(code, kind === 'defect' ? 1011 : 1008)
  }

  private close(outcome: StreamOutcome, code: number): void {
    this.dispose(outcome)
    this.options.transport.close(code, outcome)
  }

  private send(message: AnimationServerMessage): Promise<void> {
    return this.options.transport.sendText(JSON.stringify(message))
  }

  private mustBeStreaming(): OpenStream {
    if (!this.opened) throw badRequest('Send `start` before anything else on an animation stream.')
    if (this.state === 'ended') throw badRequest('The animation stream has ended; open a new connection for more audio.')
    return this.opened
  }

  private isClosed(): boolean {
    return this.state === 'closed'
  }

  private now(): number {
    return (this.options.now ?? performance.now.bind(performance))()
  }
}
