import { Prosody, type SpeechEnding } from '../../audio/prosody.ts'
import { CAPTURE_FRAME_MS } from '../../contract/audio.ts'
import { SpeakerPace } from './speaker-pace.ts'
import { textSigns, type TextSign } from './text-signs.ts'

/** Silence, in ms, after which a turn is over, by what its words say. */
const WAITS: Record<TextSign, number> = {
  open_phrase: 1_120,
  filler: 1_120,
  correcting: 1_120,
  subordinate: 1_120,
  preamble: 1_120,
  announced: 1_120,
  list: 1_120,
  number: 1_120,
  continuable: 1_024,
  no_mark: 1_024,
  scrap: 1_024,
  statement: 864,
  question: 544,
  short_turn: 480,
}
/** Nobody is kept waiting longer, whatever was said. */
const LONGEST_WAIT_MS = 1_120
/** The words are not known yet, or come too late. */
const WORDLESS_WAIT_MS = 864
const SHORTEST_WAIT_MS = 300
/** A voice that ends above this share of its range has not fallen as at the end of a sentence… */
const NOT_FALLEN = 0.25
/** …or has risen as in a question that wants a yes or no. */
const RISEN = 0.85
const LEVEL_VOICE_MS = 320
/** «u-u-um» */
const DRAWN_OUT_MS = 160
const DRAWN_OUT_VOICE_MS = 128
const SPEECH = 0.5

export interface EndpointerOptions {
  /** Of the speaker, kept from turn to turn. */
  pace?: SpeakerPace
}

/**
 * Decides when a speaker's turn is over, from voice activity, the fall of the voice and the words so far: a finished
 * question goes at once, an unfinished clause waits. Pure: it counts the frames it is given, 32 ms each.
 */
export class Endpointer {
  private readonly pace: SpeakerPace
  private readonly prosody = new Prosody()
  private nowMs = 0
  private turn: { speechEndMs: number; silenceFromMs: number | null } | null = null
  private ending: SpeechEnding = { pitchRank: null, drawnOutMs: 0 }
  private words: { signs: readonly TextSign[]; silenceMs: number; speechEndMs: number } | null = null

  constructor({ pace = new SpeakerPace() }: EndpointerOptions = {}) {
    this.pace = pace
  }

  /** Somebody has begun to speak. */
  begin(): void {
    this.turn = { speechEndMs: this.nowMs, silenceFromMs: null }
    this.words = null
    // It may be somebody else, whose voice lies elsewhere.
    this.prosody.forget()
  }

  /** The turn is over, or was none. */
  end(): void {
    this.turn = null
    this.words = null
  }

  /**
   * The next frame, also between turns.
   * @param samples 512 at 16 kHz
   * @returns whether the turn ended with it
   */
  push(samples: Float32Array, probability: number): boolean {
    this.nowMs += CAPTURE_FRAME_MS
    this.prosody.push(samples, probability)
    const { turn } = this
    if (!turn) return false
    if (probability >= SPEECH) {
      const pausedMs = turn.silenceFromMs === null ? 0 : this.nowMs - CAPTURE_FRAME_MS - turn.speechEndMs
      if (pausedMs > 0) this.pace.paused(pausedMs)
      turn.speechEndMs = this.nowMs
      turn.silenceFromMs = null
      return false
    }
    if (turn.silenceFromMs === null) {
      turn.silenceFromMs = this.nowMs
      this.ending = this.prosody.ending()
    }
    return this.silenceMs >= this.waitMs
  }

  /** @param text of everything up to the pause that lasts `silenceMs` already; of what is said before it, 0 */
  heard(text: string, silenceMs: number): void {
    this.words = { signs: textSigns(text), silenceMs, speechEndMs: this.turn?.speechEndMs ?? 0 }
  }

  /** Since the last speech of this turn. */
  get silenceMs(): number {
    return this.turn ? this.nowMs - this.turn.speechEndMs : 0
  }

  /** Silence that would end the turn as things stand. */
  get waitMs(): number {
    const known = this.words !== null && this.words.silenceMs > 0 && this.words.speechEndMs === this.turn?.speechEndMs
    const signs = known ? this.words!.signs : null
    const byWords = signs === null ? WORDLESS_WAIT_MS : Math.max(...signs.map((sign) => WAITS[sign]))
    const wait = (byWords + this.byVoiceMs(signs)) * this.pace.factor
    return Math.max(SHORTEST_WAIT_MS, Math.min(LONGEST_WAIT_MS, wait))
  }

  /** What the voice adds: it has not come down, or holds its last sound. */
  private byVoiceMs(signs: readonly TextSign[] | null): number {
    const { pitchRank, drawnOutMs } = this.ending
    if (pitchRank === null) return 0
    if (signs?.includes('question') && pitchRank > RISEN) return 0
    const level = pitchRank > NOT_FALLEN ? LEVEL_VOICE_MS : 0
    return Math.max(level, drawnOutMs >= DRAWN_OUT_MS && pitchRank > NOT_FALLEN / 2 ? DRAWN_OUT_VOICE_MS : 0)
  }
}
