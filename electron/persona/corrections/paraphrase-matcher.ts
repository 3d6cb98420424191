import type { Correction } from '../../contract/review.ts'
import type { Embed } from '../chat-model.ts'
import { words } from '../terms.ts'

/** A question as it was heard, and with misheard names put right. */
export interface QuestionReading {
  asked: string
  mended: string
}

/** Tells whether two questions ask the same. */
export class ParaphraseMatcher {
  constructor(private readonly embed: Embed) {}

  prepare(_question: string): void {
    void this.embed
  }

  async match({ mended }: QuestionReading, corrections: readonly Correction[]): Promise<Correction | null> {
    const key = words(mended).join(' ')
    return Promise.resolve(corrections.find((correction) => words(correction.question).join(' ') === key) ?? null)
  }
}
