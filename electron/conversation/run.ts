import type { AsyncQueue } from '../base/async-queue.ts'
import type { AnswerOutput } from './answer-run.ts'

/** One answer under way, whoever makes it. */
export interface Run {
  readonly question: string
  readonly outputs: AsyncQueue<AnswerOutput>
  /** The answer will be heard. */
  commit(): void
  cancel(): void
  /** After it was cancelled: how much of it was heard, ms; null where it was no turn at all. */
  heard?(heardMs: number | null): void
}
