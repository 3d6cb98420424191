import { UnderstudyError } from '../contract/errors.ts'

export interface QueueLimits {
  /** Pieces of work done at the same time. */
  running: number
  /** Pieces of work that may wait; one more is refused. */
  waiting: number
}

/** Lets a bounded number of requests at an engine, in order of arrival, and refuses the rest at once. */
export class WorkQueue {
  private running = 0
  private readonly waiting: (() => void)[] = []

  constructor(private readonly limits: QueueLimits) {}

  /** Running and waiting. */
  get size(): number {
    return this.running + this.waiting.length
  }

  /**
   * Waits for a place.
   * @returns gives the place back; calling it twice is harmless
   * @throws UnderstudyError `overloaded` when too many wait, `cancelled` when `signal` fires first
   */
  async enter(signal: AbortSignal): Promise<() => void> {
    if (signal.aborted) throw cancelled()
    if (this.running >= this.limits.running) {
      if (this.waiting.length >= this.limits.waiting) {
        throw new UnderstudyError('overloaded', 'The server has too much to do; try again in a moment.', { retryable: true })
      }
      await this.waitForPlace(signal)
    } else {
      this.running++
    }
    let held = true
    return () => {
      if (!held) return
      held = false
      this.leave()
    }
  }

  async run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const leave = await this.enter(signal)
    try {
      return await work()
    } finally {
      leave()
    }
  }

  async *stream<T>(signal: AbortSignal, work: () => AsyncIterable<T>): AsyncGenerator<T> {
    const leave = await this.enter(signal)
    try {
      yield* work()
    } finally {
      leave()
    }
  }

  /** The place passes from whoever leaves to the first who waits, so `running` doesn't change. */
  private leave(): void {
    const next = this.waiting.shift()
    if (next) next()
    else this.running--
  }

  private waitForPlace(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.waiting.splice(this.waiting.indexOf(admit), 1)
        reject(cancelled())
      }
      const admit = (): void => {
        signal.removeEventListener('abort', onAbort)
        resolve()
      }
      this.waiting.push(admit)
      signal.addEventListener('abort', onAbort, { once: true })
    })
  }
}

function cancelled(): UnderstudyError {
  return new UnderstudyError('cancelled', 'The request was cancelled.')
}
