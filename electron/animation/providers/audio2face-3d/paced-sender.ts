/** How quickly sound may go out. */
export interface Pacing {
  /** At once, at the beginning. */
  burstMs: number
  /** Sound per tick after it. */
  chunkMs: number
  tickMs: number
}

/** As the service asks for it: 500 ms, then 35 ms thirty times a second. */
export const A2F_PACING: Pacing = { burstMs: 500, chunkMs: 35, tickMs: 1000 / 30 }

/** Lets sound out no quicker than a service takes it; what is late may catch up. */
export class PacedSender {
  private readonly waiting: Int16Array[] = []
  private allowedMs: number
  private timer: NodeJS.Timeout | undefined
  private drained: { promise: Promise<void>; resolve: () => void } | null = null

  constructor(
    private readonly sampleRateHz: number,
    private readonly send: (pcm: Int16Array) => void,
    private readonly pacing: Pacing = A2F_PACING,
  ) {
    this.allowedMs = pacing.burstMs
  }

  push(pcm: Int16Array): void {
    if (pcm.length === 0) return
    this.waiting.push(pcm)
    if (!this.timer) this.letOut()
  }

  /** Resolves when everything is out, or the sender is disposed. */
  drain(): Promise<void> {
    if (this.waiting.length === 0) return Promise.resolve()
    if (!this.drained) {
      let resolve!: () => void
      this.drained = { promise: new Promise((settle) => (resolve = settle)), resolve: () => resolve() }
    }
    return this.drained.promise
  }

  dispose(): void {
    clearTimeout(this.timer)
    this.waiting.length = 0
    this.drained?.resolve()
  }

  private letOut(): void {
    this.timer = undefined
    while (this.waiting.length > 0 && this.allowedMs > 0) {
      const next = this.waiting[0]!
      const room = Math.max(1, Math.floor((this.allowedMs / 1000) * this.sampleRateHz))
      this.send(next.subarray(0, room))
      this.allowedMs -= (Math.min(room, next.length) / this.sampleRateHz) * 1000
      if (room >= next.length) this.waiting.shift()
      else this.waiting[0] = next.subarray(room)
    }
    if (this.waiting.length === 0) this.drained?.resolve()
    // Ticks go on while the allowance is not full, so that a pause in the sound is made use of.
    if (this.waiting.length > 0 || this.allowedMs < this.pacing.burstMs) this.timer = setTimeout(() => this.tick(), this.pacing.tickMs)
  }

  private tick(): void {
    this.allowedMs = Math.min(this.pacing.burstMs, this.allowedMs + this.pacing.chunkMs)
    this.letOut()
  }
}
