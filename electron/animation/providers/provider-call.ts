import { AsyncQueue } from '../../base/async-queue.ts'
import type { AnimationDone, AnimationFrame } from '../../contract/animation.ts'
import { UnderstudyError } from '../../contract/errors.ts'
import type { AnimationCall } from '../animation-client.ts'
import type { FaceSink, FaceTransport, StreamStart } from './face-provider.ts'
import { FrameResampler } from './frame-resampler.ts'

/** A provider's last frame may lie this far before the end of the sound. */
const TAIL_S = 0.35

export interface ProviderCallOptions {
  /** Of the provider, in a sentence. */
  name: string
  start: StreamStart
  connect: (sink: FaceSink) => FaceTransport
  signal?: AbortSignal
}

/** One utterance at a provider, as a stream of ours: the rate that is wanted, every frame of the sound, clamped, in order. */
export class ProviderCall implements AnimationCall {
  readonly frames: AsyncIterable<AnimationFrame> = { [Symbol.asyncIterator]: () => this.read() }
  readonly done: Promise<AnimationDone>
  private readonly queue = new AsyncQueue<AnimationFrame>()
  private readonly resampler: FrameResampler
  private readonly transport: FaceTransport
  private readonly name: string
  private readonly sampleRateHz: number
  private settle!: { resolve: (done: AnimationDone) => void; reject: (error: unknown) => void }
  private samples = 0
  private framesOut = 0
  private beganMs = 0
  private firstFrameMs: number | null = null
  private ended = false
  private over = false

  constructor({ name, start, connect, signal }: ProviderCallOptions) {
    this.name = name
    this.sampleRateHz = start.sampleRate
    this.resampler = new FrameResampler(start.fps ?? 60, name)
    this.done = new Promise((resolve, reject) => (this.settle = { resolve, reject }))
    // Whoever reads the frames learns of a failure there.
    this.done.catch(() => undefined)
    this.transport = connect({
      frame: (timeS, coefficients) => this.receive(timeS, coefficients),
      finished: () => this.finish(),
      failed: (error) => this.fail(UnderstudyError.from(error)),
    })
    const onAbort = (): void => this.cancel()
    signal?.addEventListener('abort', onAbort, { once: true })
    const forget = (): void => signal?.removeEventListener('abort', onAbort)
    this.done.then(forget, forget)
    if (signal?.aborted) this.cancel()
  }

  get clamped(): number {
    return this.resampler.clamped
  }

  /** Frames left out because their time did not rise. */
  get outOfOrder(): number {
    return this.resampler.outOfOrder
  }

  async push(pcm: Int16Array): Promise<void> {
    if (this.over) return this.done.then(() => undefined)
    if (this.ended) throw new UnderstudyError('bad_request', 'This animation stream has ended; open a new one for more audio.')
    if (this.samples === 0) this.beganMs = performance.now()
    this.samples += pcm.length
    await this.guarded(() => this.transport.send(pcm))
    this.emit(this.over ? [] : this.resampler.take(this.soundS))
  }

  async end(): Promise<void> {
    if (this.over) return this.done.then(() => undefined)
    this.ended = true
    await this.guarded(() => this.transport.end())
  }

  cancel(): void {
    this.fail(new UnderstudyError('cancelled', 'The animation was cancelled.'))
  }

  private async *read(): AsyncGenerator<AnimationFrame> {
    try {
      yield* this.queue
    } finally {
      this.cancel()
    }
  }

  private get soundS(): number {
    return this.samples / this.sampleRateHz
  }

  private async guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.fail(UnderstudyError.from(error))
      await this.done
    }
  }

  private receive(timeS: number, coefficients: Float32Array): void {
    if (this.over) return
    try {
      this.resampler.add(timeS, coefficients, this.soundS)
      this.emit(this.resampler.take(this.soundS))
    } catch (error) {
      this.fail(UnderstudyError.from(error))
    }
  }

  private emit(frames: readonly AnimationFrame[]): void {
    for (const frame of frames) {
      this.firstFrameMs ??= performance.now() - this.beganMs
      this.framesOut++
      this.queue.push(frame)
    }
  }

  private finish(): void {
    if (this.over) return
    if (!this.ended) return this.fail(this.cutOff('hung up in the middle of the sound'))
    if (this.soundS - this.resampler.frontierS > TAIL_S && this.soundS > 0) {
      const got = Math.max(0, this.resampler.frontierS).toFixed(1)
      return this.fail(this.cutOff(`animated ${got} of ${this.soundS.toFixed(1)} seconds`))
    }
    this.emit(this.resampler.finish(this.soundS))
    this.over = true
    const audioMs = this.soundS * 1000
    const tookMs = this.samples > 0 ? performance.now() - this.beganMs : 0
    this.settle.resolve({
      type: 'done',
      frames: this.framesOut,
      stats: { audioMs, firstFrameMs: this.firstFrameMs, realTimeFactor: audioMs > 0 ? tookMs / audioMs : 0, clamped: this.clamped },
    })
    this.queue.end()
    this.transport.close()
  }

  private cutOff(what: string): UnderstudyError {
    return new UnderstudyError('provider_failed', `${this.name} ${what}; try again, or choose another animation provider in Settings.`, {
      retryable: true,
    })
  }

  private fail(error: UnderstudyError): void {
    if (this.over) return
    this.over = true
    this.settle.reject(error)
    this.queue.end(error)
    this.transport.close()
  }
}
