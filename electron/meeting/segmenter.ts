import { CAPTURE_FRAME_MS } from '../contract/audio.ts'
import { concat } from '../audio/pcm.ts'
import type { VoiceActivityFrame, VoiceActivityOptions } from '../audio/voice-activity.ts'

/** Silence of 600 ms ends a segment: longer than the gaps inside a sentence, short enough that its text is soon final. */
export const MEETING_ACTIVITY: VoiceActivityOptions = {
  positiveSpeechThreshold: 0.5,
  negativeSpeechThreshold: 0.35,
  redemptionMs: 608,
  minSpeechMs: 160,
}

/** Sound kept around the speech, so that soft beginnings and ends are heard. */
const LEAD_FRAMES = 8
const TAIL_FRAMES = 6
/** Kept while nobody speaks: the lead and what it takes to be sure of speech. */
const MEMORY_FRAMES = LEAD_FRAMES + 16
/** Silence after which a transcript does not change any more with more silence. */
const SETTLED_FRAMES = 5
/** From here on any short pause ends a part of a long speech; the transcriber is at its best with parts under 15 s. */
const SOFT_LIMIT_MS = 9_000
/** Nobody pauses: it is cut where it is quietest. */
const HARD_LIMIT_MS = 15_000
/** Length of the pause looked for, and how much is left on either side of the cut. */
const CUT_FRAMES = 6
const SPEECH = 0.5

/** Speech up to now, or a whole segment. Times are ms on the side's clock. */
export interface Piece {
  id: string
  startMs: number
  /** Where its last speech ended. */
  endMs: number
  /** Mono, 16 kHz, with a little silence around. */
  samples: Float32Array
  /** The silence after it is long enough: more of it changes no word. */
  settled: boolean
  /** Frames that were speech, in ms, and their mean probability. */
  speechMs: number
  confidence: number
}

/** How far the segment going on has come. */
export type Progress = Pick<Piece, 'id' | 'startMs' | 'endMs' | 'settled'> & { lengthMs: number }

interface Frame {
  samples: Float32Array
  probability: number
}

interface Open {
  id: string
  startMs: number
  /** First frame of its sound. */
  from: number
}

/** Cuts one side's stream into segments of speech. Frames count from the start of the meeting, 32 ms each. */
export class Segmenter {
  private frames: Frame[] = []
  /** Number of the first frame kept. */
  private first: number
  private open: Open | null = null
  private lastSpeech = -1

  constructor(
    private readonly on: { ended(piece: Piece): void },
    private readonly nextId: () => string,
    startFrame = 0,
  ) {
    this.first = startFrame
  }

  /** Whether a segment is going on. */
  get speaking(): boolean {
    return this.open !== null
  }

  push(samples: Float32Array, activity: VoiceActivityFrame): void {
    const index = this.first + this.frames.length
    this.frames.push({ samples, probability: activity.probability })
    if (activity.probability >= SPEECH) this.lastSpeech = index
    if (!this.open && activity.speechStartMs !== undefined) this.begin(activity.speechStartMs)
    if (this.open && activity.speechEndMs !== undefined) this.finish()
    else if (this.open) this.splitIfLong(this.open, index + 1)
    if (!this.open) this.forget(index + 1 - MEMORY_FRAMES)
  }

  progress(): Progress | null {
    if (!this.open) return null
    const end = this.first + this.frames.length
    const { id, startMs } = this.open
    const endMs = Math.max(startMs, (this.lastSpeech + 1) * CAPTURE_FRAME_MS)
    return { id, startMs, endMs, settled: end - 1 - this.lastSpeech >= SETTLED_FRAMES, lengthMs: end * CAPTURE_FRAME_MS - startMs }
  }

  /** The segment going on, with its sound. */
  snapshot(): Piece | null {
    return this.open && this.piece(this.open, this.first + this.frames.length)
  }

  /** Ends what is going on, as when the meeting pauses. */
  finish(): void {
    if (!this.open) return
    const end = Math.min(this.first + this.frames.length, this.lastSpeech + 1 + TAIL_FRAMES)
    const ended = this.piece(this.open, end)
    this.open = null
    // The next one begins with sound of its own.
    this.forget(end)
    this.on.ended(ended)
  }

  private begin(startMs: number): void {
    const from = Math.max(this.first, Math.round(startMs / CAPTURE_FRAME_MS) - LEAD_FRAMES)
    this.open = { id: this.nextId(), startMs, from }
  }

  private splitIfLong(open: Open, end: number): void {
    const lengthMs = end * CAPTURE_FRAME_MS - open.startMs
    const pause = end - 1 - this.lastSpeech
    if (lengthMs >= SOFT_LIMIT_MS && pause >= CUT_FRAMES) this.cut(open, end - CUT_FRAMES / 2)
    else if (lengthMs >= HARD_LIMIT_MS) this.cut(open, this.quietest(end - Math.round((end - open.from) / 2), end))
  }

  private cut(open: Open, at: number): void {
    const ended = this.piece(open, at)
    this.open = { id: this.nextId(), startMs: at * CAPTURE_FRAME_MS, from: at }
    this.forget(at)
    this.on.ended(ended)
  }

  /** Middle of the stretch with the least speech; the last of equals. */
  private quietest(from: number, to: number): number {
    let best = to - CUT_FRAMES / 2
    let least = Infinity
    for (let start = from; start + CUT_FRAMES <= to; start++) {
      let speech = 0
      for (let i = start; i < start + CUT_FRAMES; i++) speech += this.frames[i - this.first]!.probability
      if (speech > least) continue
      least = speech
      best = start + CUT_FRAMES / 2
    }
    return best
  }

  private piece(open: Open, end: number): Piece {
    const own = this.frames.slice(open.from - this.first, end - this.first)
    const last = own.findLastIndex(({ probability }) => probability >= SPEECH)
    const speech = own.filter(({ probability }) => probability >= SPEECH)
    return {
      id: open.id,
      startMs: open.startMs,
      endMs: Math.max(open.startMs, (open.from + last + 1) * CAPTURE_FRAME_MS),
      samples: concat(own.map(({ samples }) => samples)),
      settled: own.length - 1 - last >= SETTLED_FRAMES,
      speechMs: speech.length * CAPTURE_FRAME_MS,
      confidence: speech.reduce((sum, { probability }) => sum + probability, 0) / Math.max(1, speech.length),
    }
  }

  private forget(before: number): void {
    const surplus = before - this.first
    if (surplus <= 0) return
    this.frames.splice(0, surplus)
    this.first = before
  }
}
