import { percentile } from '../frame-meter.ts'

/** Slower ticks are a busy machine's rather than a display's. */
const USUAL_INTERVAL_MS = 1000 / 60
/** Two ticks that are closer were held up. */
const SHORTEST_INTERVAL_MS = 4
const INTERVALS_KEPT = 30
/** Few, so that it follows the load; several, so that one hiccup does not count. */
const COSTS_KEPT = 7
/** A machine that stutters must not make the mouth run ahead of the voice. */
const LONGEST_MS = 90

/**
 * How long after it was begun a frame is seen. What was drawn waits for the display's next turn: cheap frames for the one after that in
 * which they were begun; dear ones, which end at any time, for half a turn on average.
 */
export class ScreenDelay {
  private readonly costs: number[] = []
  private readonly intervals: number[] = []
  private lastTickMs: number | null = null

  /** @param atMs time of an animation frame as the browser gives it: the display's own turns */
  tick(atMs: number): void {
    const intervalMs = this.lastTickMs === null ? 0 : atMs - this.lastTickMs
    this.lastTickMs = atMs
    if (intervalMs >= SHORTEST_INTERVAL_MS) keep(this.intervals, intervalMs, INTERVALS_KEPT)
  }

  /** A frame was waited for, and took `ms` until its pixels existed. */
  cost(ms: number): void {
    keep(this.costs, ms, COSTS_KEPT)
  }

  get ms(): number {
    const intervalMs = Math.min(USUAL_INTERVAL_MS, ...this.intervals)
    return Math.min(Math.max(intervalMs, percentile(this.costs, 0.5) + intervalMs / 2), LONGEST_MS)
  }
}

function keep(values: number[], value: number, most: number): void {
  values.push(value)
  if (values.length > most) values.shift()
}
