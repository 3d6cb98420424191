import { CAPTURE_SAMPLE_RATE_HZ } from '../contract/audio.ts'
import type { UnderstudyError } from '../contract/errors.ts'
import type { MeetingSource, TranscriptSegment } from '../contract/meeting.ts'
import { isInvented } from './invented-speech.ts'
import type { MeetingTime } from './meeting-time.ts'
import type { Piece, Progress } from './segmenter.ts'
import { hearsTheSame, TranscriptionDesk, type MeetingTranscriber, type Work } from './transcription-desk.ts'
import { tidyTranscript } from '../speech/transcript-text.ts'

/** One side of the meeting, as far as transcribing goes. */
export interface SpeakingSide {
  readonly name: MeetingSource
  progress(): Progress | null
  snapshot(): Piece | null
}

export interface LiveTranscriptionEvents {
  /** Text of a segment that goes on; comes again as it grows. */
  interim(segment: TranscriptSegment): void
  final(segment: TranscriptSegment): void
  /** It was no speech, or nobody's. */
  dropped(segmentId: string): void
  /** A segment could not be transcribed. */
  failed(error: UnderstudyError): void
  /** Whether these words are the persona's own voice, heard again. */
  isEcho(source: MeetingSource, startMs: number, endMs: number, text: string): boolean
  fetch(source: MeetingSource, startMs: number, durationMs: number): Promise<Float32Array>
}

/** New sound worth a text on the way; under load, a multiple of what it will take. */
const INTERIM_EVERY_MS = 1_000
const INTERIM_LOAD_FACTOR = 2.5
/** One that takes longer would keep the other side's final text waiting: then a text now and then is enough. */
const LONGEST_INTERIM_MS = 600
const SLOW_INTERIM_EVERY_MS = 4_000
/** Weight of the latest in what transcribing a second of sound is expected to take. */
const LATEST_WEIGHT = 0.4
/** In a pause it is worth a text at once, unless one was just asked for: an engine that fails is not asked in every frame. */
const PAUSE_EVERY_MS = 200

const SAMPLES_PER_MS = CAPTURE_SAMPLE_RATE_HZ / 1000

interface Live {
  text: string
  /** The part of the segment of which `text` is the transcript. */
  heard: Pick<Piece, 'id' | 'endMs' | 'settled'>
  askedLengthMs: number
}

/**
 * Text for both sides while they speak: about every second on the way, and at each pause, so that the final text is
 * mostly there when the segment ends.
 */
export class LiveTranscription {
  /** From the end of each segment's speech to its final text, ms on the meeting's clock. */
  readonly lagsMs: number[] = []
  private readonly desk: TranscriptionDesk
  private readonly live = new Map<string, Live>()
  private turn = 0
  /** Time that transcribing takes over the length of the sound. */
  private load = 0.05
  private startedMs = 0

  constructor(
    private readonly sides: readonly SpeakingSide[],
    transcriber: MeetingTranscriber,
    private readonly time: MeetingTime,
    private readonly on: LiveTranscriptionEvents,
  ) {
    this.desk = new TranscriptionDesk(transcriber, {
      interim: () => this.nextInterim(),
      done: (work, text, isFinal, error) => this.transcribed(work, text, isFinal, error),
      fetch: ({ source, piece }) => on.fetch(source, piece.startMs, piece.endMs - piece.startMs),
    })
  }

  /** There may be something to transcribe. */
  advance(): void {
    this.desk.advance()
  }

  /** A segment is over. */
  ended(source: MeetingSource, piece: Piece): void {
    const live = this.live.get(piece.id)
    const work: Work = { source, piece, draft: live?.text ?? '' }
    // A pause ago it was transcribed already, and no word has come since. The texts of a side come in order.
    if (live && hearsTheSame(live.heard, piece) && !this.desk.owes(source)) this.transcribed(work, live.text, true)
    else this.desk.final(work)
  }

  /** Resolves when every segment has its text, at the latest after `limitMs`. */
  drained(limitMs: number): Promise<void> {
    return this.desk.drained(limitMs)
  }

  dispose(): void {
    this.desk.dispose()
  }

  /** The side whose turn it is, if it has said enough since its last text. */
  private nextInterim(): Work | null {
    for (let k = 0; k < this.sides.length; k++) {
      const turn = (this.turn + k) % this.sides.length
      const work = this.interimOf(this.sides[turn]!)
      if (!work) continue
      this.turn = turn + 1
      this.startedMs = this.time.nowMs()
      return work
    }
    return null
  }

  private interimOf(side: SpeakingSide): Work | null {
    const progress = side.progress()
    if (!progress) return null
    const live = this.live.get(progress.id) ?? { text: '', heard: { id: progress.id, endMs: -1, settled: false }, askedLengthMs: 0 }
    if (hearsTheSame(live.heard, progress)) return null
    if (progress.lengthMs - live.askedLengthMs < (progress.settled ? PAUSE_EVERY_MS : this.intervalMs(progress.lengthMs))) return null
    const piece = side.snapshot()
    if (!piece) return null
    this.live.set(piece.id, { ...live, askedLengthMs: progress.lengthMs })
    return { source: side.name, piece, draft: live.text }
  }

  private intervalMs(lengthMs: number): number {
    const takesMs = lengthMs * this.load
    return Math.max(takesMs > LONGEST_INTERIM_MS ? SLOW_INTERIM_EVERY_MS : INTERIM_EVERY_MS, takesMs * INTERIM_LOAD_FACTOR)
  }

  private transcribed({ source, piece }: Work, text: string | null, isFinal: boolean, error?: UnderstudyError): void {
    if (isFinal) return this.finalise(source, piece, text, error)
    const lengthMs = piece.samples.length / SAMPLES_PER_MS
    this.load += LATEST_WEIGHT * ((this.time.nowMs() - this.startedMs) / lengthMs - this.load)
    const live = this.live.get(piece.id)
    if (text === null || !live) return
    this.live.set(piece.id, { ...live, text, heard: { id: piece.id, endMs: piece.endMs, settled: piece.settled } })
    if (this.isSpeech(source, piece, text)) this.on.interim(segmentOf(source, piece, text, false))
  }

  private finalise(source: MeetingSource, piece: Piece, text: string | null, error: UnderstudyError | undefined): void {
    this.live.delete(piece.id)
    if (error && error.kind !== 'cancelled') this.on.failed(error)
    if (text === null || !this.isSpeech(source, piece, text)) return this.on.dropped(piece.id)
    this.lagsMs.push(this.time.nowMs() - piece.endMs)
    this.on.final(segmentOf(source, piece, text, true))
  }

  private isSpeech(source: MeetingSource, piece: Piece, text: string): boolean {
    return !isInvented(text, piece) && !this.on.isEcho(source, piece.startMs, piece.endMs, text)
  }
}

function segmentOf(source: MeetingSource, { id, startMs, endMs }: Piece, text: string, final: boolean): TranscriptSegment {
  return { id, source, startMs, endMs, text: tidyTranscript(text), final }
}
