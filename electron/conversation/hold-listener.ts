import type { HeldSpeech, HoldCapture } from '../audio/hold-capture.ts'
import type { Listener } from './ports.ts'

export interface Heard {
  held: HeldSpeech
  text: string
}

/** Pause between two looks at the growing audio. */
const POLL_MS = 60
/** New audio worth transcribing again while somebody talks. */
const GROWTH_MS = 500
/** After this much silence the question may be whole: worth an answer on a guess. */
const PAUSE_MS = 160

/**
 * Transcribes a hold while it lasts, so that letting go costs only the tail. Whenever the speaker pauses, the
 * transcript up to there is reported as complete: if the key is let go then, it is the final one already.
 */
export class HoldListener {
  private readonly abort = new AbortController()
  private readonly over = new AbortController()
  private last: { range: string; text: string; heldMs: number } | null = null
  private inFlight: { range: string; done: Promise<void> } | null = null
  private readonly loop: Promise<void>

  constructor(
    private readonly capture: Pick<HoldCapture, 'snapshot' | 'release'>,
    private readonly listener: Listener,
    private readonly on: {
      partial(text: string): void
      /** The speaker paused and this is all that was said so far. */
      pause(text: string): void
    },
  ) {
    this.loop = this.run()
  }

  /**
   * Ends the hold and gives what was said; null when there was no speech.
   * @throws UnderstudyError of the transcription, or `cancelled`
   */
  async finish(): Promise<Heard | null> {
    this.over.abort()
    const held = await this.capture.release()
    if (!held.hadSpeech) {
      this.abort.abort()
      return null
    }
    if (this.inFlight?.range === held.range) await this.inFlight.done
    if (this.last?.range === held.range) return { held, text: this.last.text }
    this.abort.abort()
    const { text } = await this.listener.transcribe(held.samples, this.last ? { draft: this.last.text } : {})
    return { held, text }
  }

  cancel(): void {
    this.over.abort()
    this.abort.abort()
  }

  /** Settles when nothing runs any more. */
  get idle(): Promise<void> {
    return this.loop
  }

  private async run(): Promise<void> {
    while (!this.over.signal.aborted) {
      const held = this.capture.snapshot()
      if (held?.hadSpeech && held.range !== this.last?.range && this.isWorthIt(held)) {
        const done = this.transcribe(held)
        this.inFlight = { range: held.range, done }
        await done
        this.inFlight = null
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
  }

  private isWorthIt(held: HeldSpeech): boolean {
    return held.trailingSilenceMs >= PAUSE_MS || held.heldMs - (this.last?.heldMs ?? 0) >= GROWTH_MS
  }

  private async transcribe(held: HeldSpeech): Promise<void> {
    const draft = this.last ? { draft: this.last.text } : {}
    try {
      const { text } = await this.listener.transcribe(held.samples, { ...draft, signal: this.abort.signal })
      this.last = { range: held.range, text, heldMs: held.heldMs }
      this.on.partial(text)
      if (held.trailingSilenceMs >= PAUSE_MS) this.on.pause(text)
    } catch {
      // A partial that fails is no loss: the final transcript is made after the release and tells its own error.
    }
  }
}
