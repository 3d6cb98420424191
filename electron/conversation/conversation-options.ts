import type { HoldCapture } from '../audio/hold-capture.ts'
import type { AnswerMode } from '../contract/persona.ts'
import type { Clock, Listener, Memory, Playback } from './ports.ts'
import type { Respondents } from './start-run.ts'

export interface ConversationOptions extends Respondents {
  /** Asked at each turn: another persona may have been switched to. */
  personaId: () => string
  listener: Listener
  playback: Playback
  memory: Memory
  clock: Clock
  capture: HoldCapture
  /** Whether answers may be prepared on a guess: free with the embedded engine, not with a metered one. */
  mayGuess: () => boolean
  /** Opens connections for the turn that begins, so that none of its calls waits for one. */
  warm?: () => void
  /** How freely the persona is to answer; as it usually does where left out. Asked at each turn. */
  answerMode?: () => AnswerMode
  /** What is said while an answer to a spoken question is late; null or left out: nothing. */
  acknowledgements?: () => readonly string[] | null
}
