import type { Corpus } from './corpus.ts'
import type { IndexedPassage, IndexUnits } from './index-units.ts'
import type { Query, Vocabulary } from './query-terms.ts'
import { stem } from './terms.ts'
import { synonymsOf } from './synonyms.ts'
import type { TextIndex } from './text-index.ts'
import type { QuantisedVectors } from './vectors.ts'

/** What is known of a passage for a question; each 0–1 (cosines may dip below 0). */
export type PassageFeatures = {
  /** Share of the reachable BM25. */
  bm25: number
  passageCosine: number
  /** Of the nearest sentence in it. */
  sentenceCosine: number
  /** Of its document's nearest title or topic. */
  topicCosine: number
  headingCosine: number
  /** Of the nearest question which its document is known to answer. */
  askedCosine: number
  /** Share of the question's words (by rarity) that the nearest of those questions holds. */
  askedWords: number
  /** Share of the question's words (by rarity) that its heading, or its document's title, topics or questions hold. */
  named: number
  /** Share of the question's words that occur in it or name it. */
  covered: number
  /** Share of the question's words (by rarity) that are no things foreign to the whole corpus: the same for every passage. */
  native: number
}

/** A topic word found through another word for it counts less than itself. */
const SYNONYM_WEIGHT = 0.8
const WORDS_SHARE = 0.32
const MEANING_SHARE = 0.5
const HEADING_SHARE = 0.6
const HEADING_DECAY = 0.6

/** Computes features over an index held in memory. */
export class FeatureReader {
  readonly sentenceStems: readonly Set<string>[]
  readonly labelStems: readonly Set<string>[]
  private readonly stemsByLabel = new Map<string, Set<string>>()

  constructor(
    readonly units: IndexUnits,
    readonly vectors: QuantisedVectors,
    readonly textIndex: TextIndex,
    readonly vocabulary: Vocabulary,
    corpus: Corpus,
  ) {
    this.sentenceStems = units.sentences.map((sentence) => vocabulary.stemsOf(sentence.text))
    this.labelStems = units.passages.map((passage) => {
      const document = corpus.document(passage.documentId)
      return vocabulary.stemsOf([passage.heading, document?.title, ...(document?.topics ?? []), ...(document?.asked ?? [])].join(', '))
    })
  }

  stemsOfLabel(label: string): Set<string> {
    let stems = this.stemsByLabel.get(label)
    if (!stems) this.stemsByLabel.set(label, (stems = this.vocabulary.stemsOf(label)))
    return stems
  }

  /** A reader for one question; `vector` is null where embeddings could not be had. */
  for(query: Query, vector: Float32Array | null): QuestionReader {
    return new QuestionReader(this, query, vector)
  }
}

export class QuestionReader {
  private readonly weighed: { stem: string; synonyms: string[]; weight: number }[]
  private readonly cosines: Float32Array
  private readonly native: number
  private readonly topicCosines = new Map<string, number>()
  private readonly headingCosines = new Map<string, number>()
  private readonly askedCosines = new Map<string, number>()
  private readonly askedWords = new Map<string, number>()

  constructor(
    private readonly index: FeatureReader,
    query: Query,
    vector: Float32Array | null,
  ) {
    const { units, vectors, textIndex } = index
    const weights = query.terms.map((term) => textIndex.idf(term))
    const total = weights.reduce((sum, weight) => sum + weight, 0) || 1
    this.weighed = query.terms.map((term, i) => ({
      stem: stem(term),
      synonyms: synonymsOf(term).map(stem),
      weight: weights[i]! / total,
    }))
    this.native = 1 - query.terms.reduce((sum, term, i) => sum + (query.foreign.has(term) ? weights[i]! / total : 0), 0)
    this.cosines = new Float32Array(vectors.length)
    if (vector) for (let row = 0; row < vectors.length; row += 1) this.cosines[row] = vectors.cosine(vector, row)
    const firstLabel = units.sentences.length + units.passages.length
    units.labels.forEach((label, i) => {
      const cosines = { title: this.topicCosines, topic: this.topicCosines, asked: this.askedCosines, heading: this.headingCosines }[label.kind]
      const key = label.kind === 'heading' ? sectionKey(label.documentId, label.text) : label.documentId
      raise(cosines, key, this.cosines[firstLabel + i]!)
      if (label.kind === 'asked') raise(this.askedWords, key, this.share([index.stemsOfLabel(label.text)]))
    })
  }

  /**
   * How much sentence `row` of `passage` is to the point. A heading speaks for the sentences below it, the first most:
   * «Patents?» – «We have two.»
   */
  sentenceRelevance(row: number, { documentId, heading, firstInSection }: IndexedPassage): number {
    const own = WORDS_SHARE * this.share([this.index.sentenceStems[row]!]) + MEANING_SHARE * this.cosines[row]!
    if (heading === '') return own
    const headed = WORDS_SHARE * this.share([this.index.stemsOfLabel(heading)]) + MEANING_SHARE * (this.headingCosines.get(sectionKey(documentId, heading)) ?? 0)
    return own + headed * HEADING_SHARE * HEADING_DECAY ** (row - firstInSection)
  }

  passageCosine(row: number): number {
    return this.cosines[this.index.units.sentences.length + row]!
  }

  /** The topic nearest in meaning. */
  nearestTopic(): { text: string | null; cosine: number } {
    const first = this.index.units.sentences.length + this.index.units.passages.length
    let nearest: { text: string | null; cosine: number } = { text: null, cosine: 0 }
    this.index.units.labels.forEach(({ kind, text }, i) => {
      const cosine = this.cosines[first + i]!
      if (kind === 'topic' && cosine > nearest.cosine) nearest = { text, cosine }
    })
    return nearest
  }

  /** @param withheld sentences (by row) that speak for no passage */
  features(row: number, bm25: number, withheld: ReadonlySet<number>): PassageFeatures {
    const passage = this.index.units.passages[row]!
    const labels = this.index.labelStems[row]!
    const own: ReadonlySet<string>[] = []
    let sentenceCosine = 0
    for (let i = passage.firstSentence; i <= passage.lastSentence; i += 1) {
      if (withheld.has(i)) continue
      own.push(this.index.sentenceStems[i]!)
      sentenceCosine = Math.max(sentenceCosine, this.cosines[i]!)
    }
    // Words and meaning of the whole passage cannot be told apart by sentence: they count as far as it may be said.
    const share = own.length / (passage.lastSentence - passage.firstSentence + 1)
    return {
      bm25: bm25 * share,
      passageCosine: this.passageCosine(row) * share,
      sentenceCosine,
      topicCosine: this.topicCosines.get(passage.documentId) ?? 0,
      headingCosine: this.headingCosines.get(sectionKey(passage.documentId, passage.heading)) ?? 0,
      askedCosine: this.askedCosines.get(passage.documentId) ?? 0,
      askedWords: this.askedWords.get(passage.documentId) ?? 0,
      named: this.share([labels]),
      covered: this.share([...own, labels]),
      native: this.native,
    }
  }

  private share(stemSets: readonly ReadonlySet<string>[]): number {
    const holds = (stem: string): boolean => stemSets.some((stems) => stems.has(stem))
    let share = 0
    for (const term of this.weighed) {
      if (holds(term.stem)) share += term.weight
      else if (term.synonyms.some(holds)) share += term.weight * SYNONYM_WEIGHT
    }
    return share
  }
}

function raise(values: Map<string, number>, key: string, value: number): void {
  values.set(key, Math.max(values.get(key) ?? 0, value))
}

function sectionKey(documentId: string, heading: string): string {
  return `${documentId}\n${heading}`
}
