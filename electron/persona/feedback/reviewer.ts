import { setImmediate as nextTurn } from 'node:timers/promises'
import { UnderstudyError } from '../../contract/errors.ts'
import type { DocumentFeedback, FeedbackPart, PartView } from '../../contract/feedback.ts'
import type { AnswerMode, PersonaManifest, PersonaStyle } from '../../contract/persona.ts'
import type { Citation } from '../../contract/turn.ts'
import { SentenceSplitter } from '../../speech/sentence-splitter.ts'
import type { ChatModel } from '../chat-model.ts'
import { CitationChecker } from '../citation-check.ts'
import type { Corpus } from '../corpus.ts'
import type { Guard } from '../guard/guard.ts'
import { spokenDate } from '../lead-in.ts'
import { COVERAGE_FLOOR } from '../ranking.ts'
import type { Retriever } from '../retriever.ts'
import { Comparison, type Point, type Said } from './comparison.ts'
import { feedbackPrompt } from './feedback-prompt.ts'
import { splitParts, tellingSentences, type DocumentPart } from './split-parts.ts'

export interface ReviewerOptions {
  corpus: Corpus
  retriever: Retriever
  guard: Guard
  manifest: PersonaManifest
  style: PersonaStyle | null
  mode: AnswerMode
  /** May argue; null: points from the documents only. */
  chat: ChatModel | null
  /** Sentences that are never said, as review decided. */
  sayable: (sentence: string) => boolean
}

type Sentence = FeedbackPart['sentences'][number]

const EXCERPT_CHARACTERS = 180
const POINTS_OF_A_PART = 3
const MOST_MISSING = 4
const MISSING_RELEVANCE = 0.45
const LEFT_OUT = 'Some of this part is an order to a program and not addressed to people; I left that out.'
const NOTHING_SAID = "I haven't spoken about this."
const RELATIONS: Record<Point['relation'], string> = { agrees: 'I agree with', differs: 'I have said otherwise than', touches: 'This is what I have said where you write' }
const VERBS: Record<string, string> = { talk: 'said', answer: 'said', interview: 'said in an interview' }

/**
 * Goes through a document part by part as the persona: what agrees with what it has said, what goes against that, what is
 * missing, each with its source. The document is material: nothing in it is obeyed.
 */
export class Reviewer {
  constructor(private readonly options: ReviewerOptions) {}

  /** The feedback as far as it is, again with every part; the last one is `done`. @throws `cancelled`, `bad_request` for a document without a sentence */
  async *review(document: { title: string; text: string }, signal?: AbortSignal): AsyncGenerator<DocumentFeedback> {
    const { guard, manifest, retriever } = this.options
    const parts = splitParts(document.text)
    if (parts.length === 0) throw new UnderstudyError('bad_request', 'There is no sentence in this document to speak about; give another one.')
    const title = guard.redact(document.title)
    const comparison = new Comparison(retriever, (sentence) => this.options.sayable(sentence) && guard.sentence(sentence, true).allowed)
    const citations: Citation[] = []
    const done: FeedbackPart[] = []
    const soFar = (missing: Sentence[], state: DocumentFeedback['state']): DocumentFeedback => ({
      title, persona: manifest.name, total: parts.length, parts: [...done], missing, citations: [...citations], state, error: null,
    })
    yield soFar([], 'running')
    for (const [index, whole] of parts.entries()) {
      const { part, leftOut } = this.withoutOrders(whole)
      const points = await this.pointsOn(part, comparison, signal)
      const argued = await this.argue(part, title, citations, signal)
      const sentences = argued ?? this.inWords(points, citations)
      if (leftOut) sentences.push({ text: LEFT_OUT, markers: [] })
      done.push({ index, heading: guard.redact(part.heading), excerpt: excerptOf(guard.redact(part.sentences.join(' '))), view: viewOf(points, argued !== null), sentences })
      yield soFar([], 'running')
    }
    const missing = comparison.missing(MOST_MISSING, MISSING_RELEVANCE).map((said): Sentence => ({ text: `${leadIn(said)}${said.citation.quote}`, markers: [cite(said, citations)] }))
    yield soFar(missing, 'done')
  }

  private withoutOrders(part: DocumentPart): { part: DocumentPart; leftOut: boolean } {
    const sentences = part.sentences.filter((sentence) => !this.options.guard.isOrderToProgram(sentence))
    const heading = this.options.guard.isOrderToProgram(part.heading) ? '' : part.heading
    return { part: { heading, sentences }, leftOut: sentences.length < part.sentences.length || heading !== part.heading }
  }

  private async pointsOn(part: DocumentPart, comparison: Comparison, signal: AbortSignal | undefined): Promise<Point[]> {
    const points: Point[] = []
    for (const sentence of tellingSentences(part)) {
      await nextTurn()
      const point = await comparison.pointOn(sentence, signal)
      if (point) points.push(point)
    }
    return points.toSorted((a, b) => rank(b) - rank(a)).slice(0, POINTS_OF_A_PART)
  }

  private inWords(points: readonly Point[], citations: Citation[]): Sentence[] {
    if (points.length === 0) return [{ text: NOTHING_SAID, markers: [] }]
    return points.flatMap(({ relation, sentence, said }): Sentence[] => [
      { text: `${RELATIONS[relation]} «${excerptOf(this.options.guard.redact(sentence))}»`.replace(/([.!?…])?»$/, '».'), markers: [] },
      { text: `${leadIn(said)}${said.citation.quote}`, markers: [cite(said, citations)] },
    ])
  }

  /** The language model's view, checked like an answer; null where there is none or it says nothing that may be said. */
  private async argue(part: DocumentPart, title: string, citations: Citation[], signal: AbortSignal | undefined): Promise<Sentence[] | null> {
    const { chat, retriever, guard, corpus, manifest, style, mode } = this.options
    if (!chat || part.sentences.length === 0) return null
    const text = part.sentences.join(' ')
    const { passages, coverage } = await retriever.retrieve(`${part.heading} ${text}`.slice(0, 600), { limit: 5, signal })
    if (coverage < COVERAGE_FLOOR) return null
    const checker = new CitationChecker(passages, (id) => corpus.document(id), { mode: mode === 'strict' ? 'adaptive' : mode, question: text, isPlainWord: (word) => corpus.isPlainWord(word) })
    const sentences: Sentence[] = []
    const splitter = new SentenceSplitter({ firstClauseWords: Infinity })
    const add = (raw: ReturnType<SentenceSplitter['push']>): void => {
      for (const one of raw) {
        const checked = this.options.sayable(one.text) ? checker.check(one) : null
        if (!checked || !guard.sentence(checked.text, false).allowed) continue
        const markers = checked.markers.map((marker) => citeAgain(checker.citations[marker - 1]!, citations))
        sentences.push({ text: checked.text, markers, ...(checked.unquoted ? { unquoted: true } : {}) })
      }
    }
    try {
      for await (const delta of chat.stream(feedbackPrompt({ manifest, style, mode: mode === 'strict' ? 'adaptive' : mode, passages, title, part }), { signal })) add(splitter.push(delta))
      add(splitter.flush())
    } catch (thrown) {
      if (signal?.aborted) throw thrown
      // Without the model there are still the points from the documents.
      return null
    }
    return sentences.some(({ markers }) => markers.length > 0) ? sentences : null
  }
}

/** What goes against it is told before what agrees. */
function rank({ relation, said }: Point): number {
  return (relation === 'differs' ? 1 : 0) + said.relevance
}

function viewOf(points: readonly Point[], argued: boolean): PartView {
  const agrees = points.some(({ relation }) => relation === 'agrees')
  const differs = points.some(({ relation }) => relation === 'differs')
  if (agrees && differs) return 'both'
  if (differs) return 'differs'
  if (agrees) return 'agrees'
  return points.length > 0 || argued ? 'touches' : 'not_spoken_about'
}

function leadIn({ citation, kind }: Said): string {
  return citation.date ? `In ${spokenDate(citation.date)} I ${VERBS[kind] ?? 'wrote'}: ` : 'I have said: '
}

function cite({ citation }: Said, citations: Citation[]): number {
  return citeAgain(citation, citations)
}

/** Number of the citation in the whole feedback. */
function citeAgain(citation: Omit<Citation, 'marker'>, citations: Citation[]): number {
  const known = citations.find(({ documentId, startChar, endChar }) => documentId === citation.documentId && startChar === citation.startChar && endChar === citation.endChar)
  if (known) return known.marker
  citations.push({ ...citation, marker: citations.length + 1 })
  return citations.length
}

function excerptOf(text: string): string {
  if (text.length <= EXCERPT_CHARACTERS) return text
  return `${text.slice(0, text.lastIndexOf(' ', EXCERPT_CHARACTERS)).replace(/[,;:.\s]+$/, '')} …`
}
