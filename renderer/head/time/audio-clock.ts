/** A jump of more than this is a seek or a stall and is followed at once. */
const SNAP_S = 0.06
/** Share of the remaining error taken out by each report: hides the coarse steps of a player's position. */
const PULL = 0.15
/** Without a report for this long the sound is taken to have stopped where it was. */
const STALE_S = 0.5

/**
 * The position of the sound being heard, between the reports of it. Reports are pairs (position of the
 * audio, wall time of reading it) and come at uneven times from another thread.
 */
export class AudioClock {
  private positionS: number | null = null
  private readAtS = 0
  private reportedS: number | null = null
  private stands = false

  /** `positionS` null: nothing plays. `atS` is on the wall clock used with `at`. */
  report(positionS: number | null, atS: number): void {
    const predicted = this.stands ? null : this.at(atS)
    // A player that waits for its sound or is paused; one that moves never reports the same position twice.
    this.stands = positionS !== null && positionS === this.reportedS
    this.reportedS = positionS
    if (positionS === null || predicted === null || Math.abs(positionS - predicted) > SNAP_S) {
      this.positionS = positionS
    } else {
      this.positionS = predicted + (positionS - predicted) * PULL
    }
    this.readAtS = atS
  }

  /** Position of the audio in seconds at wall time `atS`; null when nothing plays. */
  at(atS: number): number | null {
    if (this.positionS === null || this.stands) return this.positionS
    return this.positionS + Math.min(Math.max(atS - this.readAtS, 0), STALE_S)
  }
}
