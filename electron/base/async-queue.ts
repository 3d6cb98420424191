/** Unbounded queue between one producer and one consumer: what was pushed is seen in order, then the end or the error. */
export class AsyncQueue<T> implements AsyncIterable<T> {
  private readonly items: T[] = []
  private ended = false
  private error: unknown
  private wake: (() => void) | undefined

  push(item: T): void {
    if (this.ended) return
    this.items.push(item)
    this.wake?.()
  }

  end(error?: unknown): void {
    if (this.ended) return
    this.ended = true
    this.error = error
    this.wake?.()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      while (this.items.length > 0) yield this.items.shift() as T
      if (this.ended) {
        if (this.error !== undefined) throw this.error
        return
      }
      await new Promise<void>((resolve) => (this.wake = resolve))
      this.wake = undefined
    }
  }
}
