import type { MeetingNotes, MeetingWake, NoteItem, TranscriptSegment } from '../../contract/meeting.ts'
import { actionsAt, type ActionDraft } from './actions.ts'
import { decisionAt } from './decisions.ts'
import { itemOf, merged } from './note-items.ts'
import { openQuestionAt } from './questions.ts'
import { plainWords, sentencesOf, type Sentence } from './sentences.ts'
import { SummaryBuilder } from './summary.ts'
import { fromMyside } from './wording.ts'

const KINDS = ['decisions', 'actions', 'questions'] as const
type Kind = (typeof KINDS)[number]
type Items = Record<Kind, NoteItem[]>

/** What was said longer ago than this does not change its meaning any more. */
const SETTLED_AFTER_MS = 90_000
/** Settled segments read again before the latest, for what these refer to. */
const CONTEXT_SEGMENTS = 12
/** A question to the persona is its to answer: words from the call on, as long as one may take to ask. */
const ASKED_WITHIN_MS = 12_000

/**
 * Notes in sentences of the meeting itself, without any model: evaluation/ measures how well. Keeps what is settled, so that
 * each call costs the last minutes only, however long the meeting.
 */
export class NoteExtractor {
  private readonly settled: Items = { decisions: [], actions: [], questions: [] }
  private readonly summary = new SummaryBuilder()
  /** Segments of which the notes are settled. */
  private done = 0

  /** @param segments all final segments of the meeting so far, in order. */
  notes(segments: readonly TranscriptSegment[], wakes: readonly MeetingWake[]): MeetingNotes {
    const contextFrom = Math.max(0, this.done - CONTEXT_SEGMENTS)
    const sentences = sentencesOf(segments.slice(contextFrom)).filter((sentence) => !isToPersona(sentence, wakes))
    const settledBefore = new Set(segments.slice(contextFrom, this.done).map(({ id }) => id))
    const isLatest = ({ segmentIds }: Pick<Sentence, 'segmentIds'>): boolean => !settledBefore.has(segmentIds[0]!)
    const latest = itemsOf(sentences, (sentence) => isLatest(sentence))
    const durationMs = segments.at(-1)?.endMs ?? 0
    const spoken = sentences.filter(isLatest)
    const notes: MeetingNotes = {
      summary: this.summary.build(spoken, durationMs).map(({ text, sentence }) => ({ text, atMs: sentence.startMs, segmentIds: sentence.segmentIds })),
      decisions: merged([...this.settled.decisions, ...latest.decisions]),
      actions: merged([...this.settled.actions, ...latest.actions]),
      questions: merged([...this.settled.questions, ...latest.questions]),
      madeBy: 'extractive',
    }
    this.settle(segments, latest, spoken, durationMs - SETTLED_AFTER_MS)
    return notes
  }

  private settle(segments: readonly TranscriptSegment[], latest: Items, spoken: readonly Sentence[], beforeMs: number): void {
    let end = this.done
    while (end < segments.length && segments[end]!.endMs < beforeMs) end++
    // A sentence that goes on is settled as a whole.
    while (end > this.done && !/[.?!]$/.test(segments[end - 1]!.text)) end--
    if (end === this.done) return
    const settled = new Set(segments.slice(this.done, end).map(({ id }) => id))
    for (const kind of KINDS) this.settled[kind] = merged([...this.settled[kind], ...latest[kind].filter(({ segmentIds }) => settled.has(segmentIds[0]!))])
    this.summary.settle(spoken.filter(({ segmentIds }) => settled.has(segmentIds[0]!)))
    this.done = end
  }
}

/** Notes of a whole meeting. */
export function extractNotes(segments: readonly TranscriptSegment[], wakes: readonly MeetingWake[] = []): MeetingNotes {
  return new NoteExtractor().notes(segments, wakes)
}

/** @param counts whether an item that rests on this sentence is wanted; the others are context */
function itemsOf(sentences: readonly Sentence[], counts: (sentence: Sentence) => boolean): Items {
  const items: Items = { decisions: [], actions: [], questions: [] }
  const consents = new Set<number>()
  const add = (kind: Kind, draft: ActionDraft): void => {
    if (counts(sentences[Math.min(...draft.from)]!)) items[kind].push(itemOf(sentences, draft))
  }
  for (const [i, { source }] of sentences.entries()) {
    const decision = decisionAt(sentences, i)
    if (decision) {
      add('decisions', { ...decision, text: fromMyside(decision.text, source) })
      continue
    }
    for (const action of consents.has(i) ? [] : actionsAt(sentences, i)) {
      add('actions', action)
      for (const index of action.from.slice(1)) consents.add(index)
    }
    const question = openQuestionAt(sentences, i)
    if (question) add('questions', question)
  }
  return items
}

function isToPersona(sentence: Sentence, wakes: readonly MeetingWake[]): boolean {
  return wakes.some(({ source, atMs, question }) => {
    if (source !== sentence.source || sentence.endMs < atMs || sentence.startMs > atMs + ASKED_WITHIN_MS) return false
    const asked = plainWords(question)
    return sentence.startMs <= atMs + 300 || (asked !== '' && asked.includes(sentence.plain))
  })
}
