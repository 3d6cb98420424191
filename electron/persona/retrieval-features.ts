import { announces } from './announcing.ts'
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
/** A question that the document is known to answer leads to the sentence which answers it. */
const ASKED_SHARE = 0.4
/** How fast a sentence loses that which comes less near to such a question than the nearest. */
const ASKED_SHARPNESS = 6

/** Computes features over an index held in memory. */
export class FeatureReader {
  readonly sentenceStems: readonly Set<string>[]
  readonly labelStems: readonly Set<string>[]
  private readonly stemsByLabel = new Map<string, Set<string>>()
  private readonly askedOf = new Map<string, readonly number[]>()
  private readonly nearnessByLabel = new Map<number, ReadonlyMap<number, number>>()

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

  /** Labels (by number) that are questions which the document answers. */
  askedLabels(documentId: string): readonly number[] {
    let asked = this.askedOf.get(documentId)
    if (!asked) {
      asked = this.units.labels.flatMap((label, i) => (label.kind === 'asked' && label.documentId === documentId ? [i] : []))
      this.askedOf.set(documentId, asked)
    }
    return asked
  }

  /** How near (0–1) each sentence (by row) of a label's document comes to it, measured by the nearest. */
  nearness(label: number): ReadonlyMap<number, number> {
    let nearness = this.nearnessByLabel.get(label)
    if (!nearness) this.nearnessByLabel.set(label, (nearness = this.measureNearness(label)))
    return nearness
  }

  private measureNearness(label: number): Map<number, number> {
    const { units, vectors } = this
    const { documentId, text } = units.labels[label]!
    const vector = vectors.unit(units.sentences.length + units.passages.length + label)
    const asked = [...this.stemsOfLabel(text)].map((stem) => ({ stem, weight: this.textIndex.idf(stem) }))
    const total = asked.reduce((sum, { weight }) => sum + weight, 0) || 1
    const raw = new Map<number, number>()
    units.sentences.forEach((sentence, row) => {
      if (sentence.documentId !== documentId || announces(sentence.text)) return
      const heading = this.stemsOfLabel(sentence.heading)
      const shared = asked.reduce((sum, { stem, weight }) => sum + weight * (this.sentenceStems[row]!.has(stem) ? 1 : heading.has(stem) ? HEADING_SHARE : 0), 0)
      raw.set(row, Math.max(0, (vectors.cosine(vector, row) + shared / total) / 2))
    })
    const nearest = Math.max(...raw.values(), 1e-9)
    return new Map([...raw].map(([row, value]) => [row, value / nearest]))
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
  /** How much the question is one of those questions, by label. */
  private readonly alike = new Map<number, number>()

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
      if (label.kind !== 'asked') return
      const words = this.share([index.stemsOfLabel(label.text)])
      raise(this.askedWords, key, words)
      this.alike.set(i, (words + this.cosines[firstLabel + i]!) / 2)
    })
  }

  /**
   * How much sentence `row` of `passage` is to the point. A heading speaks for the sentences below it, the first most:
   * «Patents?» – «We have two.» So does a question that the document is known to answer, for the sentence nearest to it.
   */
  sentenceRelevance(row: number, { documentId, heading, firstInSection }: IndexedPassage): number {
    const own = WORDS_SHARE * this.share([this.index.sentenceStems[row]!]) + MEANING_SHARE * this.cosines[row]! + ASKED_SHARE * this.asAsked(row, documentId)
    if (heading === '') return own
    const headed = WORDS_SHARE * this.share([this.index.stemsOfLabel(heading)]) + MEANING_SHARE * (this.headingCosines.get(sectionKey(documentId, heading)) ?? 0)
    return own + headed * HEADING_SHARE * HEADING_DECAY ** (row - firstInSection)
  }

  /** How much (0–1) the question is one that this sentence answers. */
  private asAsked(row: number, documentId: string): number {
    const answers = (label: number): number => (this.alike.get(label) ?? 0) * (this.index.nearness(label).get(row) ?? 0) ** ASKED_SHARPNESS
    return Math.max(0, ...this.index.askedLabels(documentId).map(answers))
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
