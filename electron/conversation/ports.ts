import type { AnimationCall } from '../animation/animation-client.ts'
import type { FaceProvider } from '../animation/providers/face-provider.ts'
import type { AnimationFrame, AnimationStart } from '../contract/animation.ts'
import type { HushLevel, PlaybackReport } from '../contract/audio.ts'
import type { UnderstudyError } from '../contract/errors.ts'
import type { AnswerMode, PersonaUse } from '../contract/persona.ts'
import type { TurnRecord } from '../contract/turn.ts'
import type { SpeechChunk } from '../inference/clients/speech-client.ts'
import type { RealtimeAnswer } from '../inference/realtime/realtime-answer.ts'
import type { RealtimeQuestion } from '../inference/realtime/realtime-session.ts'
import type { GroundedAnswer } from '../persona/grounded-answer.ts'
import type { AnswerEvent, HistoryTurn } from '../persona/persona-service.ts'
import type { RecordingPart } from '../store/turn-database.ts'

/** What a conversation needs of the rest of the app: each a slice of the service that really serves it. */

export interface Listener {
  transcribe(samples16k: Float32Array, options: { draft?: string; signal?: AbortSignal }): Promise<{ text: string }>
}

export interface AnswerRequest {
  question: string
  /** What for: the persona's consent may not cover it. */
  use?: PersonaUse
  history?: readonly HistoryTurn[]
  /** How freely; as the persona usually does where left out. */
  mode?: AnswerMode
}

export interface Answerer {
  prepare(question: string, history: readonly HistoryTurn[]): void
  answer(request: AnswerRequest & { signal?: AbortSignal }): AsyncIterable<AnswerEvent>
}

export interface Voice {
  synthesize(text: string, options: SpeakOptions): AsyncIterable<SpeechChunk>
  /** Who goes on where this one fails, and what the one that failed is called; null: nobody does. */
  standIn?(): { of: string; voice: Voice } | null
}

/** Somebody who hears a question and speaks the answer by themselves, for the persona that answers now. */
export interface Interlocutor {
  /** Whether the settings name one, and the network is on. */
  readonly isChosen: boolean
  /** As it is called in a sentence. */
  readonly name: string
  /** Opens the line ahead of a question. */
  warm(): void
  /** What may be said in answer, or the whole answer where nobody has to be asked. */
  ground(request: AnswerRequest & { signal?: AbortSignal }): Promise<GroundedAnswer | Iterable<AnswerEvent>>
  /** @throws UnderstudyError */
  ask(question: RealtimeQuestion): Promise<RealtimeAnswer>
  /** @throws UnderstudyError once consent no longer holds */
  requireConsent(): void
}

export interface SpeakOptions {
  signal?: AbortSignal
  /** Of what has been said before in the same answer; a voice that can choose takes it. */
  sampleRateHz?: number
}

export interface Animator {
  /**
   * `onTrouble` is told when a provider is given up; the face goes on without it from `atMs` of the sound. `spoken` is a face that
   * comes with the voice, shown where no other was chosen.
   */
  open(start: Omit<AnimationStart, 'type'>, options?: { signal?: AbortSignal; onTrouble?: (error: UnderstudyError, atMs: number) => void; spoken?: FaceProvider }): Promise<AnimationCall>
}

/** The loudspeaker and the face, in the page or in a file. Times count on the answer's own audio clock. */
export interface Playback {
  begin(turnId: string, sampleRateHz: number): void
  audio(turnId: string, startMs: number, pcm: Int16Array): void
  frames(turnId: string, frames: readonly AnimationFrame[]): void
  end(turnId: string, durationMs: number): void
  /** Silence at once; a `flushed` report tells what had been heard. */
  flush(turnId: string): void
  /** Softer, or silent for now; `off` goes on where it stopped. */
  hush(turnId: string, level: HushLevel): void
  onReport(listener: (report: PlaybackReport) => void): () => void
}

export interface Memory {
  begin(record: TurnRecord): Promise<void>
  update(record: TurnRecord, closed: boolean): Promise<void>
  appendSound(turnId: string, part: RecordingPart, sampleRateHz: number, pcm: Int16Array): Promise<void>
  appendFrames(turnId: string, packed: Uint8Array): Promise<void>
  /** The turn was none: its question went on. */
  delete(turnId: string): Promise<void>
}

export interface Clock {
  /** Milliseconds since the epoch, with fractions, never going back. */
  nowMs(): number
}

export const systemClock: Clock = { nowMs: () => performance.timeOrigin + performance.now() }
