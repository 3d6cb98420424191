import type { RefusalReason } from '../contract/guard.ts'
import type { Citation } from '../contract/turn.ts'
import type { ChatMessage } from './chat-model.ts'
import { bare, type CitationChecker, type MarkedSentence } from './citation-check.ts'
import type { SpokenFilter } from './corrections/spoken-filter.ts'
import type { EarlyWords } from './early-words.ts'
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
  /** What was said of the first sentence before it was whole. */
  private begun: MarkedSentence | null = null

  constructor(
    /** For a model that writes. */
    readonly messages: readonly ChatMessage[],
    private readonly parts: {
      checker: CitationChecker
      early: EarlyWords
      filter: SpokenFilter
      guard: Guard
      onHeldBack: (reason: RefusalReason) => void
    },
  ) {}

  /** Whether anything was let through. */
  get hasSaid(): boolean {
    return this.said.length > 0
  }

  /**
   * While the first sentence is being written: what of it may be said already, so that the first sound need not wait for its end.
   * @param beginning as far as it has come
   */
  begin(beginning: string): Judged[] {
    if (this.begun || this.hasSaid) return []
    const { checker, filter, guard, early } = this.parts
    const words = early.in(beginning)
    const checked = words && filter.allows(words.text) ? checker.checkEarly(words) : null
    // What is refused here is judged again, and told, when it is whole.
    if (!checked || !guard.sentence(checked.text, isQuoted(checked, checker.citations)).allowed) return []
    this.begun = checked
    return this.say(checked)
  }

  /** @returns what is to be told, the sentence last; empty where it may not be said, or was said already */
  judge(sentence: MarkedSentence): Judged[] {
    const { begun } = this
    this.begun = null
    const { checker, filter, guard, onHeldBack } = this.parts
    const checked = filter.allows(sentence.text) ? checker.check(sentence) : null
    if (!checked) return begun ? this.stopShort() : []
    const { reason } = guard.sentence(checked.text, isQuoted(checked, checker.citations))
    if (reason) {
      onHeldBack(reason)
      this.heldBack ??= reason
      return begun ? this.stopShort() : []
    }
    return begun ? this.goOn(begun, checked) : this.say(checked)
  }

  private say(checked: MarkedSentence): Judged[] {
    const index = this.said.length
    this.said.push(checked.text)
    return [...this.newSources(), { type: 'sentence', index, ...checked }]
  }

  /** The sentence is whole whose beginning was said: the rest of it, where it is the one that was begun. */
  private goOn(begun: MarkedSentence, whole: MarkedSentence): Judged[] {
    const goesOn = whole.text.startsWith(begun.text)
    const text = goesOn ? whole.text.slice(begun.text.length).trim() : whole.text
    if (bare(text) === '' || (!goesOn && whole.markers.some((marker) => this.quotes(begun, marker)))) return []
    if (!goesOn) return this.say(whole)
    const index = this.said.length - 1
    this.said[index] = `${begun.text} ${text}`
    return [...this.newSources(), { type: 'sentence', index, ...whole, text, continues: true }]
  }

  /** Whether a whole sentence of a document was said that is also what `marker` cites. */
  private quotes(begun: MarkedSentence, marker: number): boolean {
    const quote = this.parts.checker.citations[marker - 1]?.quote
    return quote !== undefined && bare(begun.text).endsWith(bare(quote.replace(CONNECTIVE, '')))
  }

  /** The rest may not be said: what was said ends there. */
  private stopShort(): Judged[] {
    const last = this.said.length - 1
    this.said[last] = this.said[last]!.replace(/\s*[,;–—]$/, '.')
    return []
  }

  private newSources(): Judged[] {
    const { citations } = this.parts.checker
    const isNew = citations.length > this.told
    this.told = citations.length
    return isNew ? [{ type: 'citations', citations: [...citations] }] : []
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
