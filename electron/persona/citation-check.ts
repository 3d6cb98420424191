import type { AnswerMode, Passage, PersonaDocument } from '../contract/persona.ts'
import type { Citation } from '../contract/turn.ts'
import { claimsOf } from './claims.ts'
import { spokenDate } from './lead-in.ts'
import { isNotSpoken } from './replies.ts'
import { segmentSentences, type Span } from './segment.ts'
import { contentStems, isStopWord, words as wordsOf } from './terms.ts'

/** `markers` number passages before the check and citations after it. */
export type MarkedSentence = { text: string; markers: number[]; unquoted?: true }

export type CheckOptions = {
  /** `strict` where left out. */
  mode?: AnswerMode
  /** Its names and numbers may be said again. */
  question?: string
  /** Whether a word is known in small letters, so that one with a capital at a sentence's start is no name. */
  isPlainWord?: (word: string) => boolean
  /** The words are sound already: a sentence that would have to be put right may not be said. */
  asSpoken?: boolean
}

/** Of a statement's topic words, how many its passage must hold; less is another statement. */
const SUPPORT_FLOOR = 0.3
/** A statement without a marker is credited to a passage only if it is nearly a quotation. */
const UNMARKED_SUPPORT_FLOOR = 0.6
const CONNECTIVE_WORDS = 7
/** Characters of «But », «Then, » and the like, which an answer may leave off a sentence's start. */
const LONGEST_CONNECTIVE = 7
/** «In May 2024 I wrote: » */
export const LEAD_IN = /^(?:As I |In \w+ \d{4},? I |I came back to that |Before that,? (?:in \w+ \d{4},? )?I )[^:]{0,60}: /
/** Words with which sentences begin and which are no names. */
const COMMON_START = /(?:ly|ing|ed|s)$|^(?:still|however|although|while|since|without|every|both|each|another|good|great|first|second|last|today|tomorrow|people|work|trust|honesty|never|always|nothing|everything|nobody|everybody|next|better|best|change|small|big|new|old|many|few|two|three|sure|true|hard|easy|money|time|speaking|ask|start|keep|take|give|find|write|read|build|talk|listen|learn|stay|think|believe|imagine|suppose|instead|therefore|thus|hence|here|during|within|between|toward|among|against|such|whatever|whoever|whenever|wherever)$/
const NEAREST_TOPIC = /^The nearest (?:thing|topic)\b/

/**
 * Checks an answer sentence by sentence against the passages it was given. Markers number passages from 1 on the
 * way in; on the way out they number citations. A sentence stays only if its passage holds its numbers, its names
 * and enough of its words; in `strict` mode it becomes the words of its passage where it isn't those already. In
 * `creative` mode a sentence that no passage carries stays too, marked as not quoted, unless it holds a number or a name
 * that nobody gave.
 */
export class CitationChecker {
  readonly citations: Citation[] = []
  private notSpoken = false
  private kept = 0
  private readonly mode: AnswerMode
  private readonly question: string
  private readonly isPlainWord: (word: string) => boolean
  private readonly asSpoken: boolean
  private readonly saidQuotes = new Set<string>()

  constructor(
    private readonly passages: readonly Passage[],
    private readonly document: (id: string) => PersonaDocument | undefined,
    { mode = 'strict', question = '', isPlainWord = () => false, asSpoken = false }: CheckOptions = {},
  ) {
    this.asSpoken = asSpoken
    this.mode = mode
    this.question = question
    this.isPlainWord = isPlainWord
  }

  /** Whether anything was said beyond the admission that nothing has been. */
  get spoken(): boolean {
    return this.citations.length > 0
  }

  /** The sentence with its citations' markers, or null where it may not be said. */
  check(sentence: MarkedSentence): MarkedSentence | null {
    const cited = this.citations.length
    const checked = this.checkWords(sentence)
    // What isn't said needs no source.
    if (!checked) this.citations.length = cited
    return checked
  }

  /** The same for words whose sentence is not whole yet: only where a passage carries them by themselves. */
  checkEarly(words: MarkedSentence): MarkedSentence | null {
    if (isNotSpoken(words.text)) return null
    const { kept } = this
    const cited = this.citations.length
    const checked = this.checkWords(words)
    if (checked && checked.markers.length > 0) return checked
    this.kept = kept
    this.citations.length = cited
    return null
  }

  private checkWords({ text, markers }: MarkedSentence): MarkedSentence | null {
    if (text === '') return null
    if (isNotSpoken(text)) {
      if (this.kept > 0) return null
      this.notSpoken = true
      return this.keep({ text, markers: [] })
    }
    if (this.notSpoken && this.mode !== 'creative') return NEAREST_TOPIC.test(text) && this.kept === 1 ? this.keep({ text, markers: [] }) : null

    const marked = markers.map((marker) => this.passages[marker - 1]).filter((passage) => passage !== undefined)
    if (marked.length > 0) {
      if (!this.holdsClaims(text, marked)) return null
      const cited = marked.map((passage) => this.cite(text, passage, SUPPORT_FLOOR)).filter((marker) => marker !== null)
      return cited.length > 0 ? this.keepCited(text, [...new Set(cited)]) : this.unquoted(text)
    }
    // A marker that points at nothing is a claim to support which isn't there.
    if (markers.length > 0) return null
    let isReworded = false
    for (const passage of this.passages) {
      if (!this.holdsClaims(text, [passage])) continue
      const marker = this.cite(text, passage, UNMARKED_SUPPORT_FLOOR)
      if (marker === null) continue
      const kept = this.keepCited(text, [marker])
      // Where it can't be put right another passage may have it word for word.
      if (kept || !this.asSpoken) return kept
      isReworded = true
    }
    if (isReworded) return null
    const { numbers, names } = claimsOf(text)
    const known = contentStems(this.passages.map((passage) => passage.text).join(' '))
    const foreign = [...contentStems(text)].some((stem) => !known.has(stem))
    const says = text.split(/\s+/).length > CONNECTIVE_WORDS || numbers.size + names.size > 0 || foreign
    return says ? this.unquoted(text) : this.keep({ text, markers: [] })
  }

  /** Strictly it is the passage's own words that are said, and once. */
  private keepCited(text: string, markers: number[]): MarkedSentence | null {
    const quotes = markers.map((marker) => this.citations[marker - 1]!.quote)
    const words = text.replace(LEAD_IN, '')
    const asWritten = quotes.some((quote) => isQuotation(words, quote))
    if (this.mode !== 'strict' || asWritten) {
      for (const quote of quotes) this.saidQuotes.add(quote)
      return this.keep({ text, markers })
    }
    const [quote] = quotes
    if (this.asSpoken || quote === undefined || this.saidQuotes.has(quote)) return null
    this.saidQuotes.add(quote)
    return this.keep({ text: text.slice(0, text.length - words.length) + quote, markers: markers.slice(0, 1) })
  }

  private unquoted(text: string): MarkedSentence | null {
    if (this.mode !== 'creative' || !this.holdsClaims(text, this.passages) || this.beginsWithStrangeName(text)) return null
    return this.keep({ text, markers: [], unquoted: true })
  }

  /** A name at a sentence's start is told from other words by its occurring nowhere in small letters. */
  private beginsWithStrangeName(text: string): boolean {
    const first = /^\p{Lu}[\p{L}’'-]*/u.exec(text)?.[0] ?? ''
    const given = `${this.question} ${this.passages.map((passage) => passage.text).join(' ')}`
    const plain = wordsOf(first)[0] ?? ''
    return plain.length > 2 && !isStopWord(plain) && !this.isPlainWord(plain) && !COMMON_START.test(plain) && !wordsOf(given).includes(plain)
  }

  private keep(sentence: MarkedSentence): MarkedSentence {
    this.kept += 1
    return sentence
  }

  private holdsClaims(text: string, passages: readonly Passage[]): boolean {
    const source = [this.question, ...passages.map((passage) => `${passage.text} ${passage.document} ${spokenDate(passage.date ?? '')}`)].join(' ')
    const held = claimsOf(source)
    const { numbers, names } = claimsOf(text)
    const sourceWords = source.toLowerCase()
    return [...numbers].every((number) => held.numbers.has(number)) && [...names].every((name) => sourceWords.includes(name.toLowerCase()))
  }

  /** Number of the citation which carries `text`, or null if the passage doesn't. */
  private cite(text: string, passage: Passage, supportFloor: number): number | null {
    const document = this.document(passage.documentId)
    if (!document || document.text.slice(passage.startChar, passage.endChar) !== passage.text) return null
    const words = text.replace(LEAD_IN, '')
    const statement = contentStems(words)
    const span = exactQuote(words, passage.text) ?? bestQuote(statement, passage.text)
    if (!span || support(statement, contentStems(passage.text)) < supportFloor) return null
    const startChar = passage.startChar + span.startChar
    const endChar = passage.startChar + span.endChar
    const known = this.citations.find((citation) => citation.documentId === document.id && citation.startChar === startChar && citation.endChar === endChar)
    if (known) return known.marker
    const marker = this.citations.length + 1
    const { id: documentId, title, date } = document
    this.citations.push({ marker, documentId, document: title, date, quote: document.text.slice(startChar, endChar), startChar, endChar })
    return marker
  }
}

/** Whether words are those of a quotation, but for a connective and marks at their ends. */
function isQuotation(words: string, quote: string): boolean {
  const said = bare(words)
  const written = bare(quote)
  return written.endsWith(said) && written.length - said.length < LONGEST_CONNECTIVE
}

/** Words alone, to compare. */
export function bare(text: string): string {
  return text.toLowerCase().replaceAll('’', "'").replace(/[\s.,;:!?«»“”"]+/g, ' ').trim()
}

/** The sentence of `text` that ends in just these words. */
function exactQuote(words: string, text: string): Span | undefined {
  const wanted = words.toLowerCase()
  return segmentSentences(text).find(({ startChar, endChar }) => {
    const sentence = text.slice(startChar, endChar).toLowerCase()
    return sentence.endsWith(wanted) && sentence.length - wanted.length < LONGEST_CONNECTIVE
  })
}

/** The sentence of `text`, or two that follow each other, which share most with the statement. */
function bestQuote(statement: ReadonlySet<string>, text: string): Span | undefined {
  const sentences = segmentSentences(text)
  let best: Span | undefined
  let bestScore = -1
  sentences.forEach((sentence, i) => {
    for (const last of [sentence, sentences[i + 1]]) {
      if (!last || last.paragraph !== sentence.paragraph) continue
      const span = { startChar: sentence.startChar, endChar: last.endChar }
      const score = similarity(statement, contentStems(text.slice(span.startChar, span.endChar)))
      if (score > bestScore) [best, bestScore] = [span, score]
    }
  })
  return best
}

/** Dice coefficient. */
function similarity(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return a.size + b.size === 0 ? 0 : (2 * shared(a, b)) / (a.size + b.size)
}

function support(statement: ReadonlySet<string>, source: ReadonlySet<string>): number {
  return statement.size === 0 ? 1 : shared(statement, source) / statement.size
}

function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let count = 0
  for (const item of a) if (b.has(item)) count += 1
  return count
}
