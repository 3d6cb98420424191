import { setTimeout as delay } from 'node:timers/promises'
import { UnderstudyError } from '../contract/errors.ts'
import type { MeetingSource } from '../contract/meeting.ts'
import type { Piece } from './segmenter.ts'

/** Turns speech into text; the conversation's `Listener` fits. */
export interface MeetingTranscriber {
  transcribe(samples16k: Float32Array, options: { draft?: string; signal?: AbortSignal }): Promise<{ text: string }>
}

export interface Work {
  source: MeetingSource
  piece: Piece
  /** What is known of it so far. */
  draft: string
}

export interface DeskEvents {
  /** What could be transcribed on the way; asked only while no final text is waited for. */
  interim(): Work | null
  /** `text` is null when it could not be transcribed at all; `error` says why. */
  done(work: Work, text: string | null, isFinal: boolean, error?: UnderstudyError): void
  /** Sound that was let go because too much of it was waiting. */
  fetch(work: Work): Promise<Float32Array>
}

/** Finals whose sound is held in memory while they wait: some 20 MB at most. */
const HELD_FINALS = 20
const ATTEMPTS = 6
const RETRY_MS = 500
const LONGEST_RETRY_MS = 8_000

/**
 * One transcription at a time for both sides: final texts first and in turns between the sides, texts on the way only
 * when nothing else waits. A final one is never skipped: what fails is tried again while the engine comes back.
 */
export class TranscriptionDesk {
  private readonly finals: Work[] = []
  private running: { work: Work; isFinal: boolean; abort: AbortController } | null = null
  private lastFinalSource: MeetingSource | null = null
  private idleWaiters: (() => void)[] = []
  private closed = false

  constructor(
    private readonly transcriber: MeetingTranscriber,
    private readonly on: DeskEvents,
  ) {}

  /** Final texts not there yet. */
  get waiting(): number {
    return this.finals.length + (this.running?.isFinal ? 1 : 0)
  }

  /** Whether a final text of that side is not there yet. */
  owes(source: MeetingSource): boolean {
    return this.finals.some((work) => work.source === source) || (this.running?.isFinal === true && this.running.work.source === source)
  }

  final(work: Work): void {
    const running = this.running
    if (running && !running.isFinal) {
      if (hearsTheSame(running.work.piece, work.piece)) {
        running.isFinal = true
        running.work = work
        return
      }
      running.abort.abort()
    }
    this.finals.push(work)
    if (this.finals.length > HELD_FINALS) work.piece = { ...work.piece, samples: new Float32Array(0) }
    this.advance()
  }

  /** Begins the next piece of work if there is any and none is under way. */
  advance(): void {
    if (this.running || this.closed) return
    const final = this.nextFinal()
    const work = final ?? this.on.interim()
    if (work) void this.run(work, final !== undefined)
    else for (const wake of this.idleWaiters.splice(0)) wake()
  }

  /** Resolves when no final text is waited for any more, at the latest after `limitMs`. */
  async drained(limitMs: number): Promise<void> {
    if (this.waiting === 0) return
    const timeout = new AbortController()
    const idle = new Promise<void>((resolve) => this.idleWaiters.push(resolve))
    await Promise.race([idle, delay(limitMs, undefined, { signal: timeout.signal }).catch(() => undefined)])
    timeout.abort()
  }

  dispose(): void {
    this.closed = true
    this.finals.length = 0
    this.running?.abort.abort()
    for (const wake of this.idleWaiters.splice(0)) wake()
  }

  private nextFinal(): Work | undefined {
    const other = this.finals.findIndex(({ source }) => source !== this.lastFinalSource)
    const [next] = this.finals.splice(Math.max(0, other), 1)
    if (next) this.lastFinalSource = next.source
    return next
  }

  private async run(work: Work, isFinal: boolean): Promise<void> {
    const job = { work, isFinal, abort: new AbortController() }
    this.running = job
    let outcome: { text: string | null; error?: UnderstudyError }
    try {
      outcome = { text: await this.transcribe(job) }
    } catch (thrown) {
      outcome = { text: null, error: UnderstudyError.from(thrown) }
    }
    this.running = null
    if (this.closed) return
    this.on.done(job.work, outcome.text, job.isFinal, outcome.error)
    this.advance()
  }

  private async transcribe(job: { work: Work; isFinal: boolean; abort: AbortController }): Promise<string> {
    for (let attempt = 1; ; attempt++) {
      const { piece, draft } = job.work
      try {
        const samples = piece.samples.length > 0 ? piece.samples : await this.on.fetch(job.work)
        const { text } = await this.transcriber.transcribe(samples, { ...(draft ? { draft } : {}), signal: job.abort.signal })
        return text
      } catch (thrown) {
        // It may have become the final one while it was under way.
        if (!job.isFinal || attempt >= ATTEMPTS || this.closed) throw thrown
        await delay(Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** attempt))
      }
    }
  }
}

/** The same words: both end with the same speech, and the earlier one already had the silence after it. */
export function hearsTheSame(earlier: Pick<Piece, 'id' | 'endMs' | 'settled'>, later: Pick<Piece, 'id' | 'endMs'>): boolean {
  return earlier.id === later.id && earlier.endMs === later.endMs && earlier.settled
}
