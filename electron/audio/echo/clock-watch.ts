const WINDOW_MS = 500
/** Later than this all through a window: sound was lost, not only late. */
const LOST_MS = 15

/**
 * Notices that sound was lost on its way, as on a machine that is too busy for it: what was played and what is heard are not as
 * far apart any more as they were.
 */
export class ClockWatch {
  private startMs: number | null = null
  private soundMs = 0
  private windowMs = 0
  private least = Infinity
  private before = Infinity

  /**
   * @param durationMs of the sound that has come
   * @param nowMs any clock that goes on meanwhile
   * @returns whether some was lost lately
   */
  push(durationMs: number, nowMs: number): boolean {
    this.startMs ??= nowMs
    this.soundMs += durationMs
    this.windowMs += durationMs
    this.least = Math.min(this.least, nowMs - this.startMs - this.soundMs)
    if (this.windowMs < WINDOW_MS) return false
    const isLost = this.least > this.before + LOST_MS
    this.before = this.least
    this.least = Infinity
    this.windowMs = 0
    return isLost
  }
}
