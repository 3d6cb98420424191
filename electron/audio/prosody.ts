import { CAPTURE_FRAME_MS } from '../contract/audio.ts'
import { PitchTracker } from './pitch.ts'

/** How the voice ended before a pause. */
export interface SpeechEnding {
  /** Share of the speaker's recent pitch that lies below the last of it: near 0 after a final fall, near 1 after a rise. Null: too little voice. */
  pitchRank: number | null
  /** Length of a last voiced stretch that stayed on one tone, as in «um» or a drawn-out «the»; 0 where it moved. */
  drawnOutMs: number
}

const SPEECH = 0.5
/** Voiced frames by which a speaker's range is known: some 15 s. */
const REMEMBERED = 480
/** Fewer say nothing of the range. */
const LEAST_REMEMBERED = 12
/** Voiced frames whose middle is the last pitch. */
const LAST = 3
/** The last voiced stretch may end this long before the end of the speech: «…ked», «…ss». */
const RECENT_FRAMES = 12
/** Jumps further than this within 32 ms are the tracker's, not the voice's. */
const LARGEST_JUMP = 5
const ONE_TONE = 0.35

/** Follows the pitch of one speaker, frame by frame, for what it tells of the end of a turn. */
export class Prosody {
  private readonly tracker = new PitchTracker()
  /** Semitones over 1 Hz, the latest last. */
  private range: number[] = []
  private recent: (number | null)[] = []

  /** @param probability of speech in the frame */
  push(frame: Float32Array, probability: number): void {
    const hz = this.tracker.push(frame)
    if (probability < SPEECH) return
    const semitones = hz === null ? null : 12 * Math.log2(hz)
    const before = this.recent.at(-1)
    const jumped = semitones !== null && before !== null && before !== undefined && Math.abs(semitones - before) > LARGEST_JUMP
    this.recent.push(jumped ? null : semitones)
    if (this.recent.length > RECENT_FRAMES) this.recent.shift()
    if (semitones === null || jumped) return
    this.range.push(semitones)
    if (this.range.length > REMEMBERED) this.range.shift()
  }

  /** Another voice may come. */
  forget(): void {
    this.range = []
    this.recent = []
  }

  /** Of the speech up to now. */
  ending(): SpeechEnding {
    const voiced = this.recent.filter((pitch) => pitch !== null)
    if (voiced.length < LAST || this.range.length < LEAST_REMEMBERED) return { pitchRank: null, drawnOutMs: 0 }
    const last = middle(voiced.slice(-LAST))
    return { pitchRank: this.range.filter((pitch) => pitch < last).length / this.range.length, drawnOutMs: this.drawnOutMs() }
  }

  private drawnOutMs(): number {
    let frames = 0
    for (let i = this.recent.length - 1; i > 0; i--) {
      const [here, before] = [this.recent[i], this.recent[i - 1]]
      if (typeof here !== 'number' || typeof before !== 'number' || Math.abs(here - before) > ONE_TONE) break
      frames++
    }
    return frames * CAPTURE_FRAME_MS
  }
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
