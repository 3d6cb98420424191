interface Waiting {
  dueMs: number
  begin: () => void
}

/**
 * One piece of work at a time, the one that is due first before the others: a live stream waits for one piece of a
 * recording that is sent in one go, never for all of it, and nobody waits for ever.
 */
export class Turns {
  private readonly waiting: Waiting[] = []
  private busy = false

  /** @param dueMs when the result is wanted, on any one clock */
  async run<T>(dueMs: number, work: () => Promise<T>): Promise<T> {
    if (this.busy) await new Promise<void>((begin) => this.waiting.push({ dueMs, begin }))
    this.busy = true
    try {
      return await work()
    } finally {
      this.passOn()
    }
  }

  /** The turn passes on without a moment at which a newcomer could take it. */
  private passOn(): void {
    let first = 0
    for (let i = 1; i < this.waiting.length; i++) if (this.waiting[i]!.dueMs < this.waiting[first]!.dueMs) first = i
    const [next] = this.waiting.splice(first, 1)
    if (next) next.begin()
    else this.busy = false
  }
}
