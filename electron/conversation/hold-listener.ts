import type { HeldSpeech, HoldCapture } from '../audio/hold-capture.ts'
import type { Listener } from './ports.ts'

export interface Heard {
  held: HeldSpeech
  text: string
}

/** Pause between two looks at the growing audio. */
const POLL_MS = 60
/** When what was said so far is worth transcribing. */
export const HOLD_PACE = {
  /** New audio, while somebody talks. */
  growthMs: 500,
  /** After this much silence the question may be whole: worth an answer on a guess. */
  pauseMs: 128,
  /** Silence after which a transcript does not change any more with more silence. */
  settledMs: 96,
  /** New audio after a transcript that failed; each further failure doubles it. */
  failedMs: 1_000,
}

/**
 * Transcribes a hold while it lasts, so that letting go costs only the tail. Whenever the speaker pauses, the
 * transcript up to there is reported as complete: if the key is let go then, it is the final one already.
 */
export class HoldListener {
  private readonly abort = new AbortController()
  private readonly over = new AbortController()
  private last: { held: HeldSpeech; text: string } | null = null
  /** How many looks failed, and what had been held at the last of them. */
  private failures = { count: 0, heldMs: 0 }
  private inFlight: { held: HeldSpeech; done: Promise<void> } | null = null
  constructor(
    private readonly capture: Pick<HoldCapture, 'snapshot' | 'release'>,
    private readonly listener: Listener,
    private readonly on: {
      /** `held` is the sound of which it is the text. */
      partial(text: string, held: HeldSpeech): void
      /** The speaker paused and this is all that was said so far. */
      pause(text: string, held: HeldSpeech): void
    },
  ) {
    void this.run()
  }

  /** What is known of it by now. */
  get text(): string {
    return this.last?.text ?? ''
  }

  /**
   * Ends the hold and gives what was said; null when there was no speech.
   * @param onCaptured told when the last word is over and the recording closed
   * @throws UnderstudyError of the transcription, or `cancelled`
   */
  async finish(onCaptured?: () => void): Promise<Heard | null> {
    this.over.abort()
    const held = await this.capture.release()
    onCaptured?.()
    if (!held.hadSpeech) {
      this.abort.abort()
      return null
    }
    if (this.inFlight && hearsTheSame(this.inFlight.held, held)) await this.inFlight.done
    const known = this.knownTranscript(held)
    if (known !== null) return { held, text: known }
    this.abort.abort()
    const { text } = await this.listener.transcribe(held.samples, this.draft())
    return { held, text }
  }

  cancel(): void {
    this.over.abort()
    this.abort.abort()
  }

  private async run(): Promise<void> {
    while (!this.over.signal.aborted) {
      const held = this.capture.snapshot()
      if (held?.hadSpeech && this.knownTranscript(held) === null && this.isWorthIt(held)) {
        const done = this.transcribe(held)
        this.inFlight = { held, done }
        await done
        this.inFlight = null
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
  }

  private knownTranscript(held: HeldSpeech): string | null {
    return this.last && hearsTheSame(this.last.held, held) ? this.last.text : null
  }

  private draft(): { draft?: string } {
    return this.last ? { draft: this.last.text } : {}
  }

  private isWorthIt(held: HeldSpeech): boolean {
    const { count, heldMs } = this.failures
    if (count > 0 && held.heldMs - heldMs < HOLD_PACE.failedMs * 2 ** (count - 1)) return false
    return held.trailingSilenceMs >= HOLD_PACE.pauseMs || held.heldMs - (this.last?.held.heldMs ?? 0) >= HOLD_PACE.growthMs
  }

  private async transcribe(held: HeldSpeech): Promise<void> {
    try {
      const { text } = await this.listener.transcribe(held.samples, { ...this.draft(), signal: this.abort.signal })
      this.last = { held, text }
      this.on.partial(text, held)
      if (held.trailingSilenceMs >= HOLD_PACE.pauseMs) this.on.pause(text, held)
    } catch {
      this.failures = { count: this.failures.count + 1, heldMs: held.heldMs }
      // A partial that fails is no loss: the final transcript is made after the release and tells its own error.
    }
  }
}

/** The same words: both end with the same speech, and the earlier one already had the silence after it. */
function hearsTheSame(earlier: HeldSpeech, later: HeldSpeech): boolean {
  if (earlier.range === later.range) return true
  return earlier.speechEndMs === later.speechEndMs && earlier.trailingSilenceMs >= HOLD_PACE.settledMs
}
