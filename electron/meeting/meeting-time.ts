/** The clock of one meeting: milliseconds since its start, pauses left out. */
export interface MeetingTime {
  nowMs(): number
  /** Runs while the clock does. @returns ends it */
  every(periodMs: number, callback: () => void): () => void
  pause(): void
  resume(): void
}

/** A machine that slept does not lengthen the meeting: nobody asks the clock for longer than this while it is awake. */
const LONGEST_STEP_MS = 30_000

/** Real time. */
export class RunningTime implements MeetingTime {
  private elapsedMs = 0
  private lastMs: number | null

  constructor(private readonly steadyMs: () => number = () => performance.now()) {
    this.lastMs = steadyMs()
  }

  nowMs(): number {
    if (this.lastMs === null) return this.elapsedMs
    const now = this.steadyMs()
    const step = now - this.lastMs
    this.lastMs = now
    if (step <= LONGEST_STEP_MS) this.elapsedMs += step
    return this.elapsedMs
  }

  every(periodMs: number, callback: () => void): () => void {
    const timer = setInterval(() => {
      if (this.lastMs !== null) callback()
    }, periodMs)
    return () => clearInterval(timer)
  }

  pause(): void {
    this.nowMs()
    this.lastMs = null
  }

  resume(): void {
    this.lastMs ??= this.steadyMs()
  }
}
