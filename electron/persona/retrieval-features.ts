import type { Corpus } from './corpus.ts'
import type { IndexUnits } from './index-units.ts'
import type { Query } from './query-terms.ts'
import { contentStems, stem } from './terms.ts'
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
  /** Share of the question's words (by rarity) that its heading, title or topics name. */
  named: number
  /** Share of the question's words that occur in it or name it. */
  covered: number
}

/** A topic word found through another word for it counts less than itself. */
const SYNONYM_WEIGHT = 0.8

/** Computes features over an index held in memory. */
export class FeatureReader {
  private readonly sentenceStems: Set<string>[]
  private readonly labelStems: Set<string>[]

  constructor(
    private readonly units: IndexUnits,
    private readonly vectors: QuantisedVectors,
    private readonly textIndex: TextIndex,
    corpus: Corpus,
  ) {
    this.sentenceStems = units.sentences.map((sentence) => contentStems(sentence.text))
    this.labelStems = units.passages.map((passage) => {
      const document = corpus.document(passage.documentId)
      return contentStems([passage.heading, document?.title, ...(document?.topics ?? [])].join(' '))
    })
  }

  /** A reader for one question; `vector` is null where embeddings could not be had. */
  for(query: Query, vector: Float32Array | null): QuestionReader {
    return new QuestionReader(this.units, this.vectors, this.textIndex, this.sentenceStems, this.labelStems, query, vector)
  }
}

export class QuestionReader {
  private readonly weighed: { stem: string; synonyms: string[]; weight: number }[]
  private readonly cosines: Float32Array
  private readonly topicCosines = new Map<string, number>()
  private readonly headingCosines = new Map<string, number>()

  constructor(
    private readonly units: IndexUnits,
    vectors: QuantisedVectors,
    textIndex: TextIndex,
    private readonly sentenceStems: readonly Set<string>[],
    private readonly labelStems: readonly Set<string>[],
    query: Query,
    vector: Float32Array | null,
  ) {
    const weights = query.terms.map((term) => textIndex.idf(term))
    const total = weights.reduce((sum, weight) => sum + weight, 0) || 1
    this.weighed = query.terms.map((term, i) => ({
      stem: stem(term),
      synonyms: synonymsOf(term).map(stem),
      weight: weights[i]! / total,
    }))
    this.cosines = new Float32Array(vectors.length)
    if (vector) for (let row = 0; row < vectors.length; row += 1) this.cosines[row] = vectors.cosine(vector, row)
    const firstLabel = units.sentences.length + units.passages.length
    units.labels.forEach((label, i) => {
      const [cosines, key] =
        label.heading === null ? [this.topicCosines, label.documentId] : [this.headingCosines, sectionKey(label.documentId, label.heading)]
      cosines.set(key, Math.max(cosines.get(key) ?? 0, this.cosines[firstLabel + i]!))
    })
  }

  sentenceCosine(row: number): number {
    return this.cosines[row]!
  }

  /** Share of the question's words that occur in sentence `row`. */
  sentenceOverlap(row: number): number {
    return this.share([this.sentenceStems[row]!])
  }

  passageCosine(row: number): number {
    return this.cosines[this.units.sentences.length + row]!
  }

  /** Row of the label nearest in meaning, and its cosine. */
  nearestLabel(): { row: number; cosine: number } {
    const first = this.units.sentences.length + this.units.passages.length
    let row = 0
    for (let i = 1; i < this.units.labels.length; i += 1) if (this.cosines[first + i]! > this.cosines[first + row]!) row = i
    return { row, cosine: this.cosines[first + row] ?? 0 }
  }

  features(row: number, bm25: number): PassageFeatures {
    const passage = this.units.passages[row]!
    const labels = this.labelStems[row]!
    const own = this.sentenceStems.slice(passage.firstSentence, passage.lastSentence + 1)
    let sentenceCosine = 0
    for (let i = passage.firstSentence; i <= passage.lastSentence; i += 1) sentenceCosine = Math.max(sentenceCosine, this.cosines[i]!)
    return {
      bm25,
      passageCosine: this.passageCosine(row),
      sentenceCosine,
      topicCosine: this.topicCosines.get(passage.documentId) ?? 0,
      headingCosine: this.headingCosines.get(sectionKey(passage.documentId, passage.heading)) ?? 0,
      named: this.share([labels]),
      covered: this.share([...own, labels]),
    }
  }

  private share(stemSets: readonly Set<string>[]): number {
    const holds = (stem: string): boolean => stemSets.some((stems) => stems.has(stem))
    let share = 0
    for (const term of this.weighed) {
      if (holds(term.stem)) share += term.weight
      else if (term.synonyms.some(holds)) share += term.weight * SYNONYM_WEIGHT
    }
    return share
  }
}

function sectionKey(documentId: string, heading: string): string {
  return `${documentId}\n${heading}`
}
