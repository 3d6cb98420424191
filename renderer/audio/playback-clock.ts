/**
 * The clock of an answer in frames: that of the audio context, which always runs, without the time in which the answer was held. The
 * context itself is never stopped: its sound device would begin anew, and with another delay than the echo gate has learned.
 */
export class PlaybackClock {
  /** Frames of the context that were no part of the answer; null while it is held. */
  private offset: number | null = 0
  private offsetBefore = 0
  private heldAt = Infinity

  get isHeld(): boolean {
    return this.offset === null
  }

  /** The frame of the context at which a frame of the answer plays. Not while it is held. */
  toContext(frame: number): number {
    return frame + (this.offset ?? this.offsetBefore)
  }

  /** The frame of the answer at a frame of the context: it stands still while the answer is held, and until it goes on. */
  at(contextFrame: number): number {
    const before = Math.min(this.heldAt, contextFrame - this.offsetBefore)
    return this.offset === null ? before : Math.max(before, contextFrame - this.offset)
  }

  /** Stands still from this frame of the context on. */
  hold(contextFrame: number): void {
    if (this.offset === null) return
    this.heldAt = contextFrame - this.offset
    this.offsetBefore = this.offset
    this.offset = null
  }

  /**
   * Goes on where it stands, at this frame of the context or, where that is sooner than the hold, with it.
   * @returns the frame of the answer from which on it plays
   */
  goOn(contextFrame: number): number {
    this.offset ??= Math.max(this.offsetBefore, contextFrame - this.heldAt)
    return this.heldAt
  }
}
