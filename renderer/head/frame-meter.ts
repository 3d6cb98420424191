const KEPT = 120

/** Value below which `share` (0–1) of the sorted values lie; 0 without values. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) return 0
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
}

/** Times of the latest frames. */
export class FrameMeter {
  private readonly costs: number[] = []
  private readonly starts: number[] = []
  frames = 0

  /** A frame was begun at `startMs`. */
  begun(startMs: number): void {
    this.frames++
    this.starts.push(startMs)
    if (this.starts.length > KEPT) this.starts.shift()
  }

  /** One of them took `ms` until its pixels existed. */
  cost(ms: number): void {
    this.costs.push(ms)
    if (this.costs.length > KEPT) this.costs.shift()
  }

  get msPerFrame(): { p50: number; p95: number } {
    return { p50: percentile(this.costs, 0.5), p95: percentile(this.costs, 0.95) }
  }

  /** Frames a second over the latest frames. */
  get fps(): number {
    const first = this.starts[0]
    const last = this.starts.at(-1)
    return first === undefined || last === undefined || last <= first ? 0 : ((this.starts.length - 1) * 1000) / (last - first)
  }

  reset(): void {
    this.costs.length = 0
    this.starts.length = 0
  }
}
