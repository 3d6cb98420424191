/** Pauses within a turn of somebody whose pace is not known. */
const USUAL_PAUSE_MS = 520
/** Shorter ones are between words. */
const SHORTEST_PAUSE_MS = 200
/** Weight of the latest pause. */
const LATEST_WEIGHT = 0.15
const LEAST_FACTOR = 0.85
const MOST_FACTOR = 1.3

/** How long somebody pauses without being done: who takes their time gets more of it. */
export class SpeakerPace {
  private pauseMs = USUAL_PAUSE_MS

  /** A pause after which the speaker went on. */
  paused(durationMs: number): void {
    if (durationMs < SHORTEST_PAUSE_MS) return
    this.pauseMs += LATEST_WEIGHT * (durationMs - this.pauseMs)
  }

  /** By which the usual waits are to be multiplied. */
  get factor(): number {
    return Math.max(LEAST_FACTOR, Math.min(MOST_FACTOR, this.pauseMs / USUAL_PAUSE_MS))
  }
}
