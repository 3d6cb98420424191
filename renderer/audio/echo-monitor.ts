import type { EchoReading } from '../../electron/contract/audio.ts'

/**
 * How loudspeaker and microphone get along, as far as it has been heard.
 * `unheard`: headphones, or the browser's echo canceller works. `separated`: the echo gate takes the loudspeaker out.
 * `loud`: more of it is left than lets a voice be told from it.
 */
export type EchoState = 'unknown' | 'unheard' | 'separated' | 'loud'

/** Sound it takes before anything is said of the room: the gate has to learn it first. */
const LISTEN_MS = 2_000
const FRAME_MS = 32
/** So long it has to be the same before it is told: sound that is lost on its way is heard as an echo for a moment. */
const STEADY_MS = 800
/** Quieter than this nothing is played that could be heard. */
const PLAYED_DB = -50
/** Echo below this, or this much below all that is heard, does no harm. */
const UNHEARD_DB = -58
const HIDDEN_DB = 9
/** What the gate takes out where it works. */
const SEPARATED_DB = 6
/** A voice beside the machine, with gain control: what is left of the loudspeaker must stay well below. */
const LEFT_DB = -38

/**
 * Watches the echo during every answer: the run-time test of the canceller. Frames in which somebody speaks don't count.
 */
export class EchoMonitor {
  private state: EchoState = 'unknown'
  private heardMs = 0
  /** What it seems to be now, and for how long. */
  private seeming: { state: EchoState; forMs: number } = { state: 'unknown', forMs: 0 }

  constructor(private readonly onChange: (state: EchoState) => void) {}

  push(echo: EchoReading): void {
    if (echo.near || echo.playedDb < PLAYED_DB) return
    this.heardMs += FRAME_MS
    if (this.heardMs < LISTEN_MS) return
    const state = judge(echo)
    if (state !== this.seeming.state) this.seeming = { state, forMs: 0 }
    this.seeming.forMs += FRAME_MS
    if (state === this.state || this.seeming.forMs < STEADY_MS) return
    this.state = state
    this.onChange(state)
  }

  /** Another microphone, or another loudspeaker. */
  reset(): void {
    this.heardMs = 0
    this.seeming = { state: 'unknown', forMs: 0 }
    if (this.state === 'unknown') return
    this.state = 'unknown'
    this.onChange('unknown')
  }
}

function judge({ echoDb, heardDb, leftDb }: EchoReading): EchoState {
  // Where all that is heard is loud, and nobody speaks, it is an echo that was not recognised.
  if (echoDb < UNHEARD_DB || (echoDb < heardDb - HIDDEN_DB && heardDb < LEFT_DB)) return 'unheard'
  return heardDb - leftDb >= SEPARATED_DB && leftDb < LEFT_DB ? 'separated' : 'loud'
}
