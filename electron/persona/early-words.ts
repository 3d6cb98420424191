import type { AnswerMode, Passage } from '../contract/persona.ts'
import { clauseEnd } from '../speech/clause-end.ts'
import { toSentence } from '../speech/sentence-splitter.ts'
import { bare, LEAD_IN, type MarkedSentence } from './citation-check.ts'
import { segmentSentences } from './segment.ts'
import { opening } from './sentence-choice.ts'
import { contentStems } from './terms.ts'

/** A sentence of a passage is recognised by so many of its first words. */
const TELLING_WORDS = 5
/** Of a clause that is said by itself, and what it is about. */
const FEWEST_WORDS = 5
const FEWEST_STEMS = 3
/** Begins a sentence whose sense hangs on what follows: none of it is a statement by itself. */
const LEANS_FORWARD =
  /^(?:if|unless|when|whenever|while|although|though|even|suppose|imagine|because|since|as|until|before|after|once|in case|had|were|should|could|would|far from|instead|rather|without|despite|contrary|it(?:'s| is| was) not|nobody|no one|some|others|critics|people who)\b|\?/i

/**
 * What of an answer's first sentence may be said before the model has written all of it, so that the first sound need not wait for a long
 * sentence. A check sees whole claims all the same: strictly it is the sentence of the passage that is said, and that is known whole as
 * soon as its first words tell which it is; otherwise a clause that is a statement by itself.
 */
export class EarlyWords {
  private tried = 0
  private known: readonly { text: string; marker: number; starts: string[] }[] | null = null

  constructor(
    private readonly mode: AnswerMode,
    private readonly passages: readonly Passage[],
  ) {}

  /** @param beginning the first sentence as far as it has come. @returns what might be said now and was not offered before */
  in(beginning: string): MarkedSentence | null {
    return this.mode === 'strict' ? this.quotation(beginning) : this.clause(beginning)
  }

  private quotation(beginning: string): MarkedSentence | null {
    // The last word may go on.
    const written = beginning.slice(0, beginning.lastIndexOf(' ') + 1).trimStart()
    const lead = LEAD_IN.exec(written)?.[0] ?? ''
    const said = bare(written.slice(lead.length))
    if (this.tried > 0 || said.split(' ').length < TELLING_WORDS) return null
    const found = this.sentences.filter(({ starts }) => starts.some((start) => start.startsWith(`${said} `)))
    const [first] = found
    // One that stands in two passages is still one.
    if (!first || found.some(({ text }) => text !== first.text)) return null
    this.tried = 1
    return { text: lead + opening(first.text), markers: [first.marker] }
  }

  private get sentences(): readonly { text: string; marker: number; starts: string[] }[] {
    return (this.known ??= this.passages.flatMap((passage, index) =>
      segmentSentences(passage.text).map(({ startChar, endChar }) => {
        const text = passage.text.slice(startChar, endChar)
        return { text, marker: index + 1, starts: [text, opening(text)].map((one) => `${bare(one)} `) }
      }),
    ))
  }

  private clause(beginning: string): MarkedSentence | null {
    const end = clauseEnd(beginning, FEWEST_WORDS)
    if (end === undefined || end <= this.tried) return null
    this.tried = end
    // Whichever passage the model will name: what is said by itself must be carried by itself.
    const { text } = toSentence(beginning.slice(0, end))
    const words = text.replace(LEAD_IN, '')
    return LEANS_FORWARD.test(words) || contentStems(words).size < FEWEST_STEMS ? null : { text, markers: [] }
  }
}

