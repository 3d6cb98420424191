/** Times after which a provider is not waited for any longer, ms. */
export interface PatienceLimits {
  /** Before a frame is heard, it has to be on its way to the face. */
  leadMs: number
  /** Longest wait for the first frame; connecting counts. */
  firstFrameMs: number
  /** Longest wait for a further frame while one is due. */
  stallMs: number
}

/** `playback`: the sound is being heard, frames are due at their moment. `file`: nobody listens yet. */
export type Pace = 'playback' | 'file'

const LIMITS: Record<Pace, PatienceLimits> = {
  playback: { leadMs: 50, firstFrameMs: 3_000, stallMs: 1_000 },
  file: { leadMs: 0, firstFrameMs: 15_000, stallMs: 5_000 },
}

/** A provider may owe this much of the sound without being late: it listens ahead. */
const LISTENS_AHEAD_S = 0.5

/** Knows when each frame is due, and when a provider has been silent for too long. */
export class Patience {
  private readonly limits: PatienceLimits
  private soundS = 0
  /** When the sound's first sample was heard, or would have been without gaps in its delivery. */
  private heardAtMs: number | null = null
  private aliveMs = 0
  private frontierS = 0
  private frames = 0

  constructor(
    private readonly pace: Pace,
    limits: Partial<PatienceLimits> = {},
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    this.limits = { ...LIMITS[pace], ...limits }
  }

  /** More sound went out, to the listener and to the provider. */
  sound(seconds: number): void {
    const now = this.nowMs()
    // Whoever has run out of sound hears the next at once.
    if (this.heardAtMs === null || now - this.heardAtMs >= this.soundS * 1000) this.heardAtMs = now - this.soundS * 1000
    if (this.frontierS >= this.soundS - LISTENS_AHEAD_S) this.aliveMs = now
    this.soundS += seconds
  }

  /** The provider sent a frame. */
  frame(timeS: number): void {
    this.frames++
    this.frontierS = timeS
    this.aliveMs = this.nowMs()
  }

  /** How long until a frame must not be waited for any longer, ms; 0 or less: now. */
  untilDueMs(timeS: number): number {
    if (this.pace === 'file') return this.untilStalledMs()
    return (this.heardAtMs ?? this.nowMs()) + timeS * 1000 - this.limits.leadMs - this.nowMs()
  }

  /** How long until the provider counts as stalled, ms; to be asked only while a frame is owed. */
  untilStalledMs(): number {
    return this.aliveMs + (this.frames === 0 ? this.limits.firstFrameMs : this.limits.stallMs) - this.nowMs()
  }

  /** Whether the provider has been late for so long that it won't catch up. */
  isOutrun(bridgedS: number): boolean {
    return bridgedS * 1000 >= this.limits.firstFrameMs
  }
}
