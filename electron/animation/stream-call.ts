import { AsyncQueue } from '../base/async-queue.ts'
import type { AnimationDone, AnimationEmotion, AnimationFrame, AnimationPhone } from '../contract/animation.ts'
import { UnderstudyError } from '../contract/errors.ts'
import type { AnimationCall } from './animation-client.ts'
import type { AnimationStream } from './animation-stream.ts'

/** A stream of this process as a call, like one on a server. */
export class StreamCall implements AnimationCall {
  readonly frames: AsyncIterable<AnimationFrame> = { [Symbol.asyncIterator]: () => this.read() }
  readonly done: Promise<AnimationDone>
  private readonly queue = new AsyncQueue<AnimationFrame>()
  private settle!: { resolve: (done: AnimationDone) => void; reject: (error: unknown) => void }
  private framesOut = 0
  private beganMs: number | null = null
  private firstFrameMs: number | null = null
  private computingMs = 0
  private over = false

  constructor(
    private readonly stream: AnimationStream,
    signal?: AbortSignal,
  ) {
    this.done = new Promise((resolve, reject) => (this.settle = { resolve, reject }))
    // Whoever reads the frames learns of a failure there.
    this.done.catch(() => undefined)
    signal?.addEventListener('abort', this.cancel, { once: true })
    const forget = (): void => signal?.removeEventListener('abort', this.cancel)
    this.done.then(forget, forget)
    if (signal?.aborted) this.cancel()
  }

  get clamped(): number {
    return this.stream.stats.clamped
  }

  push(pcm: Int16Array, phones: readonly AnimationPhone[] = [], emotion?: AnimationEmotion): Promise<void> {
    return this.take(() => {
      if (emotion) this.stream.feel(emotion)
      if (phones.length > 0) this.stream.expect(phones)
      return this.stream.push(pcm)
    })
  }

  async end(): Promise<void> {
    await this.take(() => this.stream.end())
    if (this.over) return
    this.over = true
    const { audioMs, clamped } = this.stream.stats
    const realTimeFactor = audioMs > 0 ? this.computingMs / audioMs : 0
    this.settle.resolve({ type: 'done', frames: this.framesOut, stats: { audioMs, clamped, firstFrameMs: this.firstFrameMs, realTimeFactor } })
    this.queue.end()
    this.stream.dispose()
  }

  readonly cancel = (): void => this.fail(new UnderstudyError('cancelled', 'The animation was cancelled.'))

  private async take(compute: () => Promise<AnimationFrame[]>): Promise<void> {
    if (this.over) return this.done.then(() => undefined)
    const beganMs = performance.now()
    this.beganMs ??= beganMs
    try {
      const frames = await compute()
      this.computingMs += performance.now() - beganMs
      if (this.over) return
      if (frames.length > 0) this.firstFrameMs ??= performance.now() - this.beganMs
      this.framesOut += frames.length
      for (const frame of frames) this.queue.push(frame)
    } catch (error) {
      this.fail(UnderstudyError.from(error))
      await this.done
    }
  }

  private async *read(): AsyncGenerator<AnimationFrame> {
    try {
      yield* this.queue
    } finally {
      this.cancel()
    }
  }

  private fail(error: UnderstudyError): void {
    if (this.over) return
    this.over = true
    this.settle.reject(error)
    this.queue.end(error)
    this.stream.dispose()
  }
}
