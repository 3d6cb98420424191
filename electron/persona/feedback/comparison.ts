import type { Citation } from '../../contract/turn.ts'
import { conflict } from '../conflict.ts'
import { COVERAGE_FLOOR } from '../ranking.ts'
import type { RankedPassage, Retriever } from '../retriever.ts'
import { contentStems } from '../terms.ts'

/** Something the persona has said, with how much (0–1) it is about what it was looked up for. */
export interface Said {
  citation: Omit<Citation, 'marker'>
  kind: RankedPassage['kind']
  relevance: number
}

export interface Point {
  relation: 'agrees' | 'differs' | 'touches'
  /** Of the document. */
  sentence: string
  said: Said
}

/** Of the smaller sentence's topic words, how many both hold where they say the same. */
const SAME_SHARE = 0.4
/** From here on it is called agreement; below, the two are about the same thing. */
const AGREES_SHARE = 0.7
const CONDITIONAL = /^(?:if|when|unless|suppose|imagine)\b|\?$/i
/** Where retrieval finds that two sentences are about the same, fewer words in common show that they contradict each other. */
const CONTRADICTS = { fewestShared: 2, share: 0.5 }
const FEWEST_SAID_WORDS = 4

/** Holds a document's sentences against what the persona has said. */
export class Comparison {
  private readonly sentences: string[] = []
  private readonly quoted = new Set<string>()
  private readonly heard = new Map<string, Said>()

  constructor(
    private readonly retriever: Retriever,
    private readonly sayable: (sentence: string) => boolean,
  ) {}

  /** What the persona would say to a sentence, or null where it has said nothing about it. @throws `cancelled` */
  async pointOn(sentence: string, signal?: AbortSignal): Promise<Point | null> {
    this.sentences.push(sentence)
    const { coverage, passages } = await this.retriever.retrieve(sentence, { limit: 3, signal })
    const covered = coverage >= COVERAGE_FLOOR
    const said = passages.flatMap((passage) => saidIn(passage)).filter(({ citation }) => this.sayable(citation.quote))
    for (const one of covered ? said : []) {
      const known = this.heard.get(keyOf(one))
      if (!known || known.relevance < one.relevance) this.heard.set(keyOf(one), one)
    }
    const ranked = said.toSorted((a, b) => b.relevance - a.relevance)
    const against = !covered ? undefined : ranked.find(({ citation, relevance }) => relevance >= ranked[0]!.relevance * SAME_SHARE && conflict(sentence, citation.quote, CONTRADICTS))
    // The coverage was fitted on questions; a statement may be so nearly what was said that it needs none.
    const alike = ranked.find(({ citation }) => shareOf(sentence, citation.quote) >= (covered ? SAME_SHARE : AGREES_SHARE))
    const found = alike && shareOf(sentence, alike.citation.quote) >= AGREES_SHARE && !conflict(sentence, alike.citation.quote, CONTRADICTS) ? alike : (against ?? alike)
    if (!found || this.quoted.has(keyOf(found))) return null
    this.quoted.add(keyOf(found))
    const { quote } = found.citation
    const agrees = shareOf(sentence, quote) >= AGREES_SHARE && CONDITIONAL.test(sentence) === CONDITIONAL.test(quote)
    return { relation: found === against ? 'differs' : agrees ? 'agrees' : 'touches', sentence, said: found }
  }

  /** What the persona said about the same that no sentence so far takes up, the most relevant first. */
  missing(most: number, fewestRelevance: number): Said[] {
    const document = contentStems(this.sentences.join(' '))
    const documents = new Set<string>()
    return [...this.heard.values()]
      .filter((said) => said.relevance >= fewestRelevance && !this.quoted.has(keyOf(said)) && !said.citation.quote.endsWith('?'))
      .filter(({ citation }) => {
        const stems = [...contentStems(citation.quote)]
        return stems.length >= FEWEST_SAID_WORDS && stems.filter((stem) => document.has(stem)).length < stems.length * 0.5
      })
      .sort((a, b) => b.relevance - a.relevance)
      .filter(({ citation }) => !documents.has(citation.documentId) && documents.add(citation.documentId))
      .slice(0, most)
  }
}

function saidIn(passage: RankedPassage): Said[] {
  const { documentId, document, date, kind } = passage
  return passage.sentences.map(({ startChar, endChar, score }) => ({
    kind,
    relevance: score * passage.score,
    citation: { documentId, document, date, quote: passage.text.slice(startChar - passage.startChar, endChar - passage.startChar), startChar, endChar },
  }))
}

function keyOf({ citation }: Said): string {
  return `${citation.documentId}:${citation.startChar}`
}

function shareOf(a: string, b: string): number {
  const [stemsA, stemsB] = [contentStems(a), contentStems(b)]
  const shared = [...stemsA].filter((stem) => stemsB.has(stem)).length
  return shared < 2 ? 0 : shared / Math.min(stemsA.size, stemsB.size)
}
