import type { RefusalReason } from '../contract/guard.ts'
import type { Citation } from '../contract/turn.ts'
import type { ChatMessage } from './chat-model.ts'
import type { CitationChecker, MarkedSentence } from './citation-check.ts'
import type { SpokenFilter } from './corrections/spoken-filter.ts'
import type { Guard } from './guard/guard.ts'
import { notSpokenAbout } from './replies.ts'
import type { AnswerEvent } from './persona-service.ts'

/** Sources that a sentence is the first to need, and the sentence. */
export type Judged = Extract<AnswerEvent, { type: 'citations' | 'sentence' }>

const CONNECTIVE = /^(?:But|And|So|Then),? /

/** A question with everything that an answer may draw on. Whoever words it has each sentence judged before it is heard. */
export class GroundedAnswer {
  private readonly said: string[] = []
  private told = 0
  private heldBack: RefusalReason | null = null

  constructor(
    /** For a model that writes. */
    readonly messages: readonly ChatMessage[],
    private readonly parts: {
      checker: CitationChecker
      filter: SpokenFilter
      guard: Guard
      onHeldBack: (reason: RefusalReason) => void
    },
  ) {}

  /** Whether anything was let through. */
  get hasSaid(): boolean {
    return this.said.length > 0
  }

  /** @returns what is to be told, the sentence last; empty where it may not be said */
  judge(sentence: MarkedSentence): Judged[] {
    const { checker, filter, guard, onHeldBack } = this.parts
    if (!filter.allows(sentence.text)) return []
    const checked = checker.check(sentence)
    if (!checked) return []
    const { reason } = guard.sentence(checked.text, isQuoted(checked, checker.citations))
    if (reason) {
      onHeldBack(reason)
      this.heldBack ??= reason
      return []
    }
    const index = this.said.length
    this.said.push(checked.text)
    const isNew = checker.citations.length > this.told
    this.told = checker.citations.length
    return [...(isNew ? [{ type: 'citations' as const, citations: [...checker.citations] }] : []), { type: 'sentence', index, ...checked }]
  }

  /** What is left to tell when no more sentences come. */
  *end(): Generator<AnswerEvent> {
    if (this.said.length === 0) return yield* plainAnswer([notSpokenAbout('')], 'not_spoken_about', this.heldBack)
    yield this.ending()
  }

  ending(): Extract<AnswerEvent, { type: 'done' }> {
    const { checker } = this.parts
    return { type: 'done', answer: this.said.join(' '), outcome: checker.spoken ? 'answered' : 'not_spoken_about', citations: [...checker.citations], refusal: null }
  }
}

/** Words that are known already: nothing is looked up for them and nobody has to find them. */
export function* plainAnswer(sentences: readonly string[], outcome: 'answered' | 'not_spoken_about', refused: RefusalReason | null = null): Generator<AnswerEvent> {
  for (const [index, text] of sentences.entries()) yield { type: 'sentence', index, text, markers: [] }
  yield { type: 'done', answer: sentences.join(' '), outcome, citations: [], refusal: refused }
}

/** Whether a sentence stands so in its source, but for a lead-in or a connective at its beginning. */
function isQuoted({ text, markers }: { text: string; markers: readonly number[] }, citations: readonly Citation[]): boolean {
  const said = text.toLowerCase()
  return markers.some((marker) => said.includes(citations[marker - 1]?.quote.replace(CONNECTIVE, '').toLowerCase() ?? '\0'))
}
