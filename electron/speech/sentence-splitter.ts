export interface Sentence {
  /** To be shown and spoken: without citation markers, spaces tidied. */
  text: string
  /** Exactly as written; all of them together are the whole input. */
  raw: string
  /** Numbers of the citation markers in it: «[1]», «[1][3]», «[1, 3]». */
  markers: number[]
}

export interface SentenceSplitterOptions {
  /**
   * A first sentence that grows over this many words is cut at a clause, so that speaking can begin.
   * Infinity to never cut.
   */
  firstClauseWords?: number
}

const MARKER = /\s*\[\d+(?:\s*,\s*\d+)*\]/g
/** After these a full stop ends no sentence, whatever follows. */
const ABBREVIATIONS = new Set(
  'mr mrs ms dr prof sr jr st vs etc e.g i.e eg ie cf approx dept est fig no nos vol pp p ca inc ltd co corp gen gov rep sen mt ft jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun a.m p.m u.s u.k u.n ph.d sec ch eq al z.b d.h u.a bzw usw nr mme mlle sra'.split(' '),
)
/** Of these a sentence may still end: they count only when what follows begins in lower case or with a digit. */
const MAYBE_LAST = new Set('sec al usw etc inc ltd co corp jr sr a.m p.m u.s u.k u.n ph.d no'.split(' '))
/** Marks of languages that put no space between sentences. */
const SPACELESS = /^[。！？]/
/** End of a sentence: its mark, closing quotes, brackets and citation markers. */
const END = /(?:[.!?…؟۔।]+|[。！？])["'”’»)\]]*(?:\s*\[\d+(?:\s*,\s*\d+)*\])*/g
const CLAUSE = /[,;:–—](?=\s)|\s(?=(?:because|although|but|so that|which|while|whereas|and then)\s)/g
/** Words on either side of a cut, so that no scrap is spoken alone. */
const SHORTEST_CLAUSE_WORDS = 4
const DEFAULT_FIRST_CLAUSE_WORDS = 14

/** Cuts a growing text into sentences as soon as each is complete. */
export class SentenceSplitter {
  readonly #firstClauseWords: number
  #buffer = ''
  #isFirst = true

  constructor(options: SentenceSplitterOptions = {}) {
    this.#firstClauseWords = options.firstClauseWords ?? DEFAULT_FIRST_CLAUSE_WORDS
  }

  /** The first sentence as far as it has come; null once it was whole. */
  get beginning(): string | null {
    return this.#isFirst ? this.#buffer : null
  }

  /** @returns the sentences completed by this piece of text */
  push(text: string): Sentence[] {
    this.#buffer += text
    return this.#take(false)
  }

  /** The end of the text: what is left, then ready for another. */
  flush(): Sentence[] {
    const sentences = this.#take(true)
    if (this.#buffer.trim()) sentences.push(toSentence(this.#buffer))
    this.#buffer = ''
    this.#isFirst = true
    return sentences
  }

  #take(atEnd: boolean): Sentence[] {
    const sentences: Sentence[] = []
    for (;;) {
      const end = sentenceEnd(this.#buffer, atEnd)
      const cut = this.#isFirst ? firstClauseEnd(this.#buffer.slice(0, end ?? undefined), this.#firstClauseWords) : undefined
      const at = cut ?? end
      if (at === undefined) return sentences
      const sentence = toSentence(this.#buffer.slice(0, at))
      this.#buffer = this.#buffer.slice(at)
      if (sentence.text) this.#isFirst = false
      sentences.push(sentence)
    }
  }
}

/** All sentences of a finished text. */
export function splitSentences(text: string, options: SentenceSplitterOptions = {}): Sentence[] {
  const splitter = new SentenceSplitter(options)
  return [...splitter.push(text), ...splitter.flush()]
}

/**
 * Offset after the first whole sentence and the space behind it. Without the end of the text, a mark
 * counts only when the start of the next sentence is there: «3.» may become «3.5», «[» a marker.
 */
function sentenceEnd(text: string, atEnd: boolean): number | undefined {
  const paragraph = /\S[^\S\n]*\n\s*(?=\S)/.exec(text)
  const paragraphEnd = paragraph ? paragraph.index + paragraph[0].length : undefined
  for (const match of text.matchAll(END)) {
    const end = match.index + match[0].length
    if (paragraphEnd !== undefined && end >= paragraphEnd) break
    const space = /^\s+/.exec(text.slice(end))?.[0] ?? ''
    const next = text.slice(end + space.length)
    if (!next) {
      if (atEnd) return text.length
      break
    }
    if ((space || SPACELESS.test(match[0])) && !next.startsWith('[') && endsSentence(text.slice(0, match.index), match[0], next)) return end + space.length
  }
  return paragraphEnd
}

function endsSentence(before: string, mark: string, next: string): boolean {
  if (/^[a-z]/.test(next)) return false
  if (!mark.startsWith('.') || mark.startsWith('..')) return true
  const word = (/[\p{L}\p{N}.]*$/u.exec(before)?.[0] ?? '').toLowerCase()
  // An initial: «J. Smith». «I» is a word of its own.
  if (/(?:^|[\s(«“"])\p{Lu}$/u.test(before) && !/\bI$/.test(before)) return false
  // A numbered list: «1. First».
  if (/^(?:|[\s\S]*\n)\s*\d{1,2}$/.test(before)) return false
  if (!ABBREVIATIONS.has(word)) return true
  return MAYBE_LAST.has(word) && /^["'“‘«(]?\p{Lu}/u.test(next)
}

function firstClauseEnd(sentence: string, longestWords: number): number | undefined {
  if (wordCount(sentence) <= longestWords) return undefined
  for (const match of sentence.matchAll(CLAUSE)) {
    const end = match.index + match[0].length
    const rest = sentence.slice(end)
    const words = wordCount(sentence.slice(0, end))
    if (words < SHORTEST_CLAUSE_WORDS || wordCount(rest) < SHORTEST_CLAUSE_WORDS) continue
    if (words > longestWords) return undefined
    return end + (/^\s+/.exec(rest)?.[0].length ?? 0)
  }
  return undefined
}

function wordCount(text: string): number {
  return text.match(/\S*[\p{L}\p{N}]\S*/gu)?.length ?? 0
}

/** Words with their markers taken out. */
export function toSentence(raw: string): Sentence {
  const markers = [...raw.matchAll(MARKER)].flatMap(([marker]) => (marker.match(/\d+/g) ?? []).map(Number))
  return { raw, text: raw.replace(MARKER, '').replace(/\s+/g, ' ').trim(), markers: [...new Set(markers)] }
}
