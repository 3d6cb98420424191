import { AsyncQueue } from '../../base/async-queue.ts'
import type { AnimationDone, AnimationEmotion, AnimationFrame, AnimationPhone } from '../../contract/animation.ts'
import { UnderstudyError } from '../../contract/errors.ts'
import type { AnimationCall } from '../animation-client.ts'
import type { FaceProvider, StreamStart } from './face-provider.ts'
import { FrameBlend } from './frame-blend.ts'
import { Patience, type Pace, type PatienceLimits } from './patience.ts'

export interface FallbackOptions {
  provider: Pick<FaceProvider, 'name' | 'animatesHead' | 'open'>
  /** Opens a stream of our own model for the same sound. */
  standIn: (start: StreamStart, options: { signal?: AbortSignal }) => Promise<AnimationCall>
  start: StreamStart
  pace?: Pace
  /** Told once, when the provider is given up; the face goes on without it from `atMs` of the sound. */
  onTrouble?: (error: UnderstudyError, atMs: number) => void
  signal?: AbortSignal
  limits?: Partial<PatienceLimits>
}

/**
 * A stream at a provider that never freezes. Our own model hears the same sound all along (it costs a hundredth of a
 * core): it moves the head where the provider has none, shows the frames that the provider brings too late, and takes
 * over from the moment where the provider fails or stalls. The sound never waits for the provider.
 * @throws UnderstudyError when neither can be opened
 */
export async function openWithFallback(options: FallbackOptions): Promise<AnimationCall> {
  const { provider, start, signal } = options
  const controller = new AbortController()
  const opening = provider.open(start, { signal: controller.signal })
  opening.catch(() => undefined)
  try {
    const own = await options.standIn(start, signal ? { signal } : {})
    return new FallbackCall(opening, own, controller, options)
  } catch (error) {
    if (signal?.aborted) controller.abort()
    return await opening.catch(() => {
      throw error
    })
  }
}

class FallbackCall implements AnimationCall {
  readonly frames: AsyncIterable<AnimationFrame> = { [Symbol.asyncIterator]: () => this.read() }
  readonly done: Promise<AnimationDone>
  private readonly queue = new AsyncQueue<AnimationFrame>()
  private readonly patience: Patience
  private readonly blend: FrameBlend
  private settle!: { resolve: (done: AnimationDone) => void; reject: (error: unknown) => void }
  private readonly theirs: AnimationFrame[] = []
  private readonly ours: AnimationFrame[] = []
  private theirCall: AnimationCall | null = null
  private theirWork: Promise<unknown>
  private theirState: 'expected' | 'ended' | 'lost' = 'expected'
  private ourState: 'expected' | 'ended' | 'lost' = 'expected'
  private fallback: { atMs: number; code: string; message: string } | undefined
  private timer: NodeJS.Timeout | undefined
  private beganMs: number | null = null
  private firstFrameMs: number | null = null
  private framesOut = 0
  private bridged = 0
  private bridgedInARow = 0
  private over = false

  constructor(
    opening: Promise<AnimationCall>,
    private readonly own: AnimationCall,
    private readonly controller: AbortController,
    private readonly options: FallbackOptions,
  ) {
    this.patience = new Patience(options.pace ?? 'playback', options.limits)
    this.blend = new FrameBlend(this.fps, options.provider.animatesHead)
    this.done = new Promise((resolve, reject) => (this.settle = { resolve, reject }))
    this.done.catch(() => undefined)
    this.theirWork = opening.then((call) => {
      this.theirCall = call
      void this.readTheirs(call)
    })
    this.theirWork.catch((error: unknown) => this.loseTheirs(error))
    void this.readOurs()
    options.signal?.addEventListener('abort', this.cancel, { once: true })
  }

  get provider(): string {
    return this.options.provider.name
  }

  get clamped(): number {
    return this.own.clamped + (this.theirCall?.clamped ?? 0)
  }

  async push(pcm: Int16Array, phones: readonly AnimationPhone[] = [], emotion?: AnimationEmotion): Promise<void> {
    this.beganMs ??= performance.now()
    this.patience.sound(pcm.length / this.options.start.sampleRate)
    this.tellThem((call) => call.push(pcm, phones, emotion))
    await this.own.push(pcm, phones, emotion).catch((error: unknown) => this.loseOurs(error))
  }

  async end(): Promise<void> {
    this.tellThem((call) => call.end())
    await this.own.end().catch((error: unknown) => this.loseOurs(error))
  }

  readonly cancel = (): void => this.finish(new UnderstudyError('cancelled', 'The animation was cancelled.'))

  private get fps(): number {
    return this.options.start.fps ?? 60
  }

  private async *read(): AsyncGenerator<AnimationFrame> {
    try {
      yield* this.queue
    } finally {
      this.cancel()
    }
  }

  private tellThem(tell: (call: AnimationCall) => Promise<void>): void {
    if (this.theirState === 'lost') return
    this.theirWork = this.theirWork.then(() => (this.theirState === 'expected' && this.theirCall ? tell(this.theirCall) : undefined))
    this.theirWork.catch((error: unknown) => this.loseTheirs(error))
  }

  private async readTheirs(call: AnimationCall): Promise<void> {
    try {
      for await (const frame of call.frames) {
        this.theirs.push(frame)
        this.patience.frame(frame.timeS)
        this.pump()
      }
      this.theirState = 'ended'
      this.pump()
    } catch (error) {
      this.loseTheirs(error)
    }
  }

  private async readOurs(): Promise<void> {
    try {
      for await (const frame of this.own.frames) {
        this.ours.push(frame)
        this.pump()
      }
      this.ourState = 'ended'
      this.pump()
    } catch (error) {
      this.loseOurs(error)
    }
  }

  private loseTheirs(thrown: unknown): void {
    if (this.over || this.theirState !== 'expected') return
    const error = UnderstudyError.from(thrown)
    this.theirState = 'lost'
    const atMs = (this.framesOut / this.fps) * 1000
    this.fallback = { atMs, code: error.code, message: error.message }
    this.controller.abort()
    this.options.onTrouble?.(error, atMs)
    if (this.ourState === 'lost') this.finish(error)
    else this.pump()
  }

  private loseOurs(thrown: unknown): void {
    if (this.over || this.ourState === 'lost') return
    this.ourState = 'lost'
    if (this.theirState === 'lost') this.finish(UnderstudyError.from(thrown))
    else this.pump()
  }

  /** Sends out every frame that is settled, and sees to it that the next is looked at in time. */
  private pump(): void {
    clearTimeout(this.timer)
    while (!this.over) {
      const own = this.ours[0] ?? null
      while (this.theirs[0] && this.theirs[0].index < this.framesOut) this.theirs.shift()
      const theirs = this.theirs[0] ?? null
      if (!own && this.ourState === 'expected') return
      if (!own && this.ourState === 'ended') return this.finish()
      if (!own && !theirs) return this.theirState === 'expected' ? undefined : this.finish()
      if (own && !theirs && this.theirState === 'expected' && this.waitFor(own)) return
      if (own) this.ours.shift()
      this.countBridge(own !== null && !theirs && this.theirState === 'expected')
      this.emit(this.blend.next(theirs, own))
    }
  }

  /** @returns whether the provider's frame is still worth waiting for */
  private waitFor(frame: AnimationFrame): boolean {
    if (this.patience.untilStalledMs() <= 0 || this.patience.isOutrun(this.bridgedInARow / this.fps)) {
      const { name } = this.options.provider
      this.loseTheirs(
        new UnderstudyError('timeout', `${name} sends its frames too late or not at all; the built-in face goes on. Try again, or choose another animation provider in Settings.`, {
          retryable: true,
        }),
      )
      return true
    }
    const untilDueMs = this.patience.untilDueMs(frame.timeS)
    if (untilDueMs <= 0) return false
    this.timer = setTimeout(() => this.pump(), untilDueMs)
    return true
  }

  private countBridge(isBridge: boolean): void {
    if (isBridge) this.bridged++
    this.bridgedInARow = isBridge ? this.bridgedInARow + 1 : 0
  }

  private emit(frame: AnimationFrame | null): void {
    if (!frame) return
    this.firstFrameMs ??= performance.now() - (this.beganMs ?? performance.now())
    this.queue.push({ ...frame, index: this.framesOut++ })
  }

  private finish(error?: UnderstudyError): void {
    if (this.over) return
    this.over = true
    clearTimeout(this.timer)
    this.options.signal?.removeEventListener('abort', this.cancel)
    if (error) {
      this.queue.end(error)
      this.settle.reject(error)
      this.own.cancel()
    } else {
      this.queue.end()
      this.report().then(this.settle.resolve, this.settle.reject)
    }
    this.controller.abort()
  }

  private async report(): Promise<AnimationDone> {
    const call = this.ourState === 'ended' || !this.theirCall ? this.own : this.theirCall
    const { stats } = await call.done
    const { firstFrameMs, framesOut: frames, clamped, bridged, fallback } = this
    const provider = this.options.provider.name
    return { type: 'done', frames, stats: { ...stats, firstFrameMs, clamped, provider, bridged, ...(fallback ? { fallback } : {}) } }
  }
}
