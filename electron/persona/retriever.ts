import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { UnderstudyError } from '../contract/errors.ts'
import type { Passage, PersonaDocument } from '../contract/persona.ts'
import type { Embed } from './chat-model.ts'
import type { Corpus } from './corpus.ts'
import { EMBEDDING_MODEL } from './embedding-model.ts'
import { standaloneQuestion } from './follow-up.ts'
import { buildIndexUnits, vectorTexts, type IndexedPassage, type IndexUnits } from './index-units.ts'
import { Vocabulary, type Query } from './query-terms.ts'
import { coverageOf, relevanceOf, weightsFor, type Weights } from './ranking.ts'
import { FeatureReader, type PassageFeatures, type QuestionReader } from './retrieval-features.ts'
import type { Span } from './segment.ts'
import { synonymsOf } from './synonyms.ts'
import { TextIndex } from './text-index.ts'
import { VectorMemo } from './vector-memo.ts'
import { loadVectors, saveVectors } from './vector-cache.ts'
import { normalise, type QuantisedVectors } from './vectors.ts'

export type HistoryTurn = { question: string; answer: string }

/** A passage with its sentences, each as relevant (0–1) to the question as it seemed. */
export type RankedPassage = Passage & {
  kind: PersonaDocument['kind']
  audience?: string
  heading: string
  /** Id of an earlier document which this passage's document takes something back of. */
  revises?: string
  sentences: (Span & { score: number })[]
}

export type Retrieval = {
  /** Most relevant first; of one document none overlaps another. */
  passages: RankedPassage[]
  /** Chance (0–1) that the persona has spoken about it; compare with `COVERAGE_FLOOR`. */
  coverage: number
  /** What it has spoken about that comes nearest, if anything does. */
  nearestTopic: string | null
}

type Scored = { row: number; passage: IndexedPassage; features: PassageFeatures; relevance: number }

/** Candidates of each kind before fusion. */
const CANDIDATES = 40
/** A question's own date singles out the documents of that date. */
const DATE_BONUS = 1.5
/** What was taken back later ranks behind what replaced it. */
const REVISED_PENALTY = 0.8
/** Passages less relevant than this share of the best one are left out. */
const RELEVANCE_FLOOR = 0.5
/** Sentences of the same section that accompany a passage, on either side. */
const CONTEXT_SENTENCES = 3
/** What may answer instead of a withheld passage: as relevant as this share of it, its best sentence as this share of its. */
const INSTEAD_RELEVANCE = 0.85
const INSTEAD_SENTENCE = 0.6
/** Below this cosine two texts merely share a language. */
const NEAR_TOPIC_COSINE = 0.4

/** Hybrid retrieval over a corpus: BM25 and sentence vectors, fused. */
export class Retriever {
  /** Sentences (by row) which are never handed out. */
  private withheld: ReadonlySet<number> = new Set()
  private readonly weights: Weights

  private constructor(
    private readonly corpus: Corpus,
    private readonly units: IndexUnits,
    private readonly textIndex: TextIndex,
    private readonly reader: FeatureReader,
    private readonly vocabulary: Vocabulary,
    private readonly memo: VectorMemo,
    private readonly vectors: QuantisedVectors,
  ) {
    this.weights = weightsFor(corpus.documents)
  }

  /**
   * Vectors come from the package's `index`, else from `cacheDirectory`; what neither holds is embedded and, where
   * there is a `cacheDirectory`, kept there. `databasePath` defaults to memory.
   */
  static async open(options: {
    corpus: Corpus
    embed: Embed
    model?: string
    databasePath?: string
    cacheDirectory?: string
    onProgress?: (done: number, total: number) => void
  }): Promise<Retriever> {
    const { corpus, embed, model = EMBEDDING_MODEL, cacheDirectory } = options
    const units = buildIndexUnits(corpus)
    const texts = vectorTexts(units)
    const cacheDirectories = [join(corpus.directory, 'index'), ...(cacheDirectory ? [cacheDirectory] : [])]
    const { vectors, embedded } = await loadVectors({ texts, embed, model, cacheDirectories, onProgress: options.onProgress })
    if (embedded > 0 && cacheDirectory) await saveVectors(cacheDirectory, model, texts, vectors)
    const textIndex = new TextIndex(units, corpus.documents, options.databasePath)
    const { manifest, documents } = corpus
    const vocabulary = new Vocabulary(documents.flatMap((document) => [document.text, document.title, ...document.topics, ...document.asked]), {
      names: manifest.vocabulary,
      everywhere: [manifest.name, manifest.organisation],
    })
    const reader = new FeatureReader(units, vectors, textIndex, vocabulary, corpus)
    return new Retriever(corpus, units, textIndex, reader, vocabulary, new VectorMemo(embed), vectors)
  }

  /** Starts to embed what may become the question, so that {@link retrieve} of the same words need not wait. */
  prepare(question: string): void {
    if (question.trim()) void this.memo.get(this.vocabulary.mend(question))
  }

  /** The question with what it leans on of the conversation; by itself where it stands alone. */
  standalone(question: string, history: readonly HistoryTurn[]): string {
    return standaloneQuestion(question, history, this.vocabulary)
  }

  /** The question with misheard names put right. */
  mend(question: string): string {
    return this.vocabulary.mend(question)
  }

  /** From now on passages are without the sentences for which `forbids` is true, cut in two where these stood. */
  withhold(forbids: (sentence: string) => boolean): void {
    this.withheld = new Set(this.units.sentences.flatMap(({ text }, row) => (forbids(text) ? [row] : [])))
  }

  /** Without vectors (the embedding fails) it goes by words alone. @throws `cancelled` */
  async retrieve(
    question: string,
    options: { limit?: number; signal?: AbortSignal } = {},
  ): Promise<Retrieval> {
    const { query, scored, reader } = await this.score(question)
    throwIfCancelled(options.signal)
    const best = scored[0]
    return {
      passages: this.select(scored, options.limit ?? 5).flatMap((item) => this.present(item, reader, best!)),
      coverage: best && this.mayAnswerInstead(best, query, reader) ? coverageOf(best.features, this.weights) : 0,
      nearestTopic: this.nearestTopic(reader),
    }
  }

  /** The candidates' features, most relevant first: for fitting and for finding out why. */
  async explain(question: string): Promise<{ documentId: string; features: PassageFeatures }[]> {
    const { scored } = await this.score(question)
    return scored.map(({ passage, features }) => ({ documentId: passage.documentId, features }))
  }

  dispose(): void {
    this.textIndex.dispose()
  }

  private async score(question: string): Promise<{ query: Query; scored: Scored[]; reader: QuestionReader }> {
    const query = this.vocabulary.read(question)
    const vector = await this.memo.get(this.vocabulary.mend(question))
    const usable = vector && vector.length === this.vectors.dimensions ? normalise(vector) : null
    // Between the heavy steps the host's event loop gets its turn: windows and microphones live on it too.
    await nextTurn()
    const reader = this.reader.for(query, usable)
    await nextTurn()
    return { query, scored: this.rank(query, reader, this.withheld), reader }
  }

  private rank(query: Query, reader: QuestionReader, withheld: ReadonlySet<number>): Scored[] {
    const bm25 = this.textIndex.search(query.terms, query.terms.flatMap(synonymsOf), CANDIDATES)
    const rows = new Set(bm25.keys())
    const byCosine = this.units.passages.map((_, row) => row).sort((a, b) => reader.passageCosine(b) - reader.passageCosine(a))
    for (const row of byCosine.slice(0, CANDIDATES)) rows.add(row)
    return [...rows]
      .filter((row) => rowsOf(this.units.passages[row]!).some((sentence) => !withheld.has(sentence)))
      .map((row) => {
        const passage = this.units.passages[row]!
        const features = reader.features(row, bm25.get(row) ?? 0, withheld)
        const date = this.corpus.document(passage.documentId)?.date ?? ''
        const dated = query.dates.some((wanted) => date.startsWith(wanted)) ? DATE_BONUS : 0
        return { row, passage, features, relevance: relevanceOf(features, this.weights) + dated }
      })
      .sort((a, b) => b.relevance - a.relevance)
  }

  /** The best passage of each section, the documents that revise one of them included. */
  private select(ranked: readonly Scored[], limit: number): Scored[] {
    const floor = (ranked[0]?.relevance ?? 0) * RELEVANCE_FLOOR
    const sections = new Set<string>()
    const distinct = this.laterFirst(ranked).filter(({ passage, relevance }) => {
      const section = `${passage.documentId}\n${passage.heading}`
      if (relevance < floor || sections.has(section)) return false
      sections.add(section)
      return true
    })
    const chosen = distinct.slice(0, limit)
    for (const { passage } of [...chosen]) {
      const revision = this.corpus.revisionOf(passage.documentId)
      if (!revision || chosen.some((item) => item.passage.documentId === revision.id)) continue
      const answer = distinct.find((item) => item.passage.documentId === revision.id)
      if (answer) chosen.push(answer)
    }
    return chosen
  }

  /** Ranks what was taken back behind what replaced it, where the replacement is about the same thing. */
  private laterFirst(ranked: readonly Scored[]): Scored[] {
    const bestOf = (id: string): number => ranked.find((item) => item.passage.documentId === id)?.relevance ?? 0
    return ranked
      .map((item) => {
        const revision = this.corpus.revisionOf(item.passage.documentId)
        const replaced = revision && bestOf(revision.id) >= item.relevance * REVISED_PENALTY
        return replaced ? { ...item, relevance: item.relevance * REVISED_PENALTY } : item
      })
      .sort((a, b) => b.relevance - a.relevance)
  }

  /** Whether the best passage that may be said is about the question too, where the best of all may not be. */
  private mayAnswerInstead(best: Scored, query: Query, reader: QuestionReader): boolean {
    if (this.withheld.size === 0) return true
    const [wanted] = this.rank(query, reader, new Set())
    if (!wanted || (wanted.passage.documentId === best.passage.documentId && wanted.passage.heading === best.passage.heading)) return true
    const bestSentence = (passage: IndexedPassage, rows: readonly number[]): number => Math.max(...rows.map((row) => reader.sentenceRelevance(row, passage)))
    const sayable = rowsOf(best.passage).filter((row) => !this.withheld.has(row))
    return (
      best.relevance >= INSTEAD_RELEVANCE * wanted.relevance &&
      bestSentence(best.passage, sayable) >= INSTEAD_SENTENCE * bestSentence(wanted.passage, rowsOf(wanted.passage))
    )
  }

  /** The passage in one piece, or in the pieces between what is withheld. */
  private present(scored: Scored, reader: QuestionReader, best: Scored): RankedPassage[] {
    const [first, last] = this.widen(scored.passage)
    const pieces: [number, number][] = []
    for (let row = first; row <= last; row += 1) {
      const piece = pieces.at(-1)
      if (this.withheld.has(row)) continue
      if (piece && piece[1] === row - 1) piece[1] = row
      else pieces.push([row, row])
    }
    return pieces.map((piece) => this.presentPiece(scored, piece, reader, best))
  }

  private presentPiece({ passage, relevance }: Scored, [first, last]: [number, number], reader: QuestionReader, best: Scored): RankedPassage {
    const document = this.corpus.document(passage.documentId)!
    const sentences = this.units.sentences.slice(first, last + 1)
    const startChar = sentences[0]!.startChar
    const endChar = sentences.at(-1)!.endChar
    return {
      documentId: document.id,
      document: document.title,
      date: document.date,
      kind: document.kind,
      audience: document.audience,
      heading: passage.heading,
      revises: document.revises,
      startChar,
      endChar,
      text: document.text.slice(startChar, endChar),
      score: clamp(relevance / Math.max(best.relevance, 1e-9)),
      sentences: sentences.map((sentence, i) => ({
        startChar: sentence.startChar,
        endChar: sentence.endChar,
        score: clamp(reader.sentenceRelevance(first + i, passage)),
      })),
    }
  }

  /** The passage with its neighbours in the section: an answer may need the sentence before and after. */
  private widen(passage: IndexedPassage): [number, number] {
    const { sentences } = this.units
    const inSection = (row: number): boolean =>
      sentences[row]?.documentId === passage.documentId && sentences[row]?.heading === passage.heading
    let { firstSentence: first, lastSentence: last } = passage
    for (let i = 0; i < CONTEXT_SENTENCES; i += 1) {
      if (inSection(first - 1)) first -= 1
      if (inSection(last + 1)) last += 1
    }
    return [first, last]
  }

  private nearestTopic(reader: QuestionReader): string | null {
    const { text, cosine } = reader.nearestTopic()
    return cosine >= NEAR_TOPIC_COSINE ? text : null
  }
}

/** Its sentences. */
function rowsOf({ firstSentence, lastSentence }: IndexedPassage): number[] {
  return Array.from({ length: lastSentence - firstSentence + 1 }, (_, i) => firstSentence + i)
}

function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new UnderstudyError('cancelled', 'The look-up was cancelled.')
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value))
}
