import { UnderstudyError } from '../contract/errors.ts'
import type { ChatMessage, ChatModel } from './chat-model.ts'
import { conflict } from './conflict.ts'
import { dateLeadIn, earlierLeadIn, hasRelativeTime, revisionLeadIn } from './lead-in.ts'
import { withManner } from './manner.ts'
import { parsePrompt, type ParsedPrompt } from './prompt.ts'
import { notSpokenAbout } from './replies.ts'
import { growRun, leans, opening, scoreCandidates, secondAnchor, type Candidate, type Run } from './sentence-choice.ts'

const SECOND_RUN_SENTENCES = 2
/** Sentences of an answer, which is heard and not read, and of its first stretch. */
const LENGTHS = { strict: { answer: 3, first: 2 }, adaptive: { answer: 2, first: 2 } }
/** A third sentence is said with the two before it where all of them have no more words: the items of a list. */
const BREATH_WORDS = 30
/** A later document speaks first where it is about as much to the point as the one it revises. */
const REVISION_LEADS_SHARE = 0.85
const REVISION_FOLLOWS_SHARE = 0.5
/** A contradicting sentence is told where it is nearly as much to the point. */
const CONFLICT_SHARE = 0.7
const WORDS_PER_DELTA = 3

/**
 * A chat model that invents nothing: it answers from the passages of the prompt (see prompt.ts) in their own
 * sentences, each followed by its passage's marker. Stateless.
 */
export class ExtractiveEngine implements ChatModel {
  stream(messages: readonly ChatMessage[], options: { signal?: AbortSignal } = {}): AsyncIterable<string> {
    return this.answer(messages, options)
  }

  /** @throws `cancelled` */
  async *answer(messages: readonly ChatMessage[], { signal }: { signal?: AbortSignal } = {}): AsyncGenerator<string> {
    const prompt = parsePrompt(messages)
    const answer = prompt.passages.length > 0 ? withManner(composeAnswer(prompt), prompt) : notSpokenAbout(prompt.nearestTopic)
    const pieces = answer.split(/(?<= )/)
    for (let i = 0; i < pieces.length; i += WORDS_PER_DELTA) {
      if (signal?.aborted) throw new UnderstudyError('cancelled', 'The answer was cancelled.')
      yield pieces.slice(i, i + WORDS_PER_DELTA).join('')
    }
  }
}

function composeAnswer({ passages, question, mode }: ParsedPrompt): string {
  const candidates = scoreCandidates(passages, question)
  const ranked = candidates.toSorted((a, b) => b.score - a.score)
  const anchor = ranked[0]
  if (!anchor) return notSpokenAbout('')

  const lengths = LENGTHS[mode === 'strict' ? 'strict' : 'adaptive']
  const first = inOneBreath(growRun(anchor, candidates), anchor, lengths)
  const changed = changedSince(anchor, first, ranked, candidates)
  if (changed) return changed

  const second = secondAnchor(first, ranked)
  const parts = [writeRun(first, leadInFor(first, false))]
  if (second) {
    const run = shorten(growRun(second, candidates).filter((candidate) => !first.includes(candidate)), second, lengths.answer - first.length)
    if (run.length > 0 && !leansOnNothing(run)) {
      const sameDocument = second.passage.documentId === anchor.passage.documentId
      const earlier = sameDocument && positionOf(run) < positionOf(first)
      const written = writeRun(run, sameDocument ? '' : dateLeadIn(second.passage, true))
      if (earlier) parts.unshift(written)
      else parts.push(written)
    }
  }
  return parts.join(' ')
}

/** Where it was taken up again at another time: both with their dates, and what contradicts the other the later first. */
function changedSince(anchor: Candidate, first: Run, ranked: readonly Candidate[], all: readonly Candidate[]): string | undefined {
  const revision = ranked.find(
    (candidate) => candidate.passage.revises === anchor.passage.documentId && candidate.score >= anchor.score * REVISION_FOLLOWS_SHARE,
  )
  if (revision) {
    const run = growRun(revision, all)
    if (differs(run, first)) return bothSaid(run, first)
    if (revision.score >= anchor.score * REVISION_LEADS_SHARE) return writeRun(run, dateLeadIn(revision.passage))
    return `${writeRun(first.slice(0, SECOND_RUN_SENTENCES), dateLeadIn(anchor.passage))} ${writeRun(run.slice(0, SECOND_RUN_SENTENCES), revisionLeadIn(revision.passage))}`
  }
  const other = ranked.find(
    ({ passage, score, text }) =>
      passage.documentId !== anchor.passage.documentId && passage.date !== '' && anchor.passage.date !== '' && passage.date !== anchor.passage.date &&
      score >= anchor.score * CONFLICT_SHARE && conflict(anchor.text, text),
  )
  if (!other) return undefined
  const run = growRun(other, all)
  return other.passage.date > anchor.passage.date ? bothSaid(run, first) : bothSaid(first, run)
}

function inOneBreath(run: Run, anchor: Candidate, { answer, first }: { answer: number; first: number }): Run {
  const words = run.reduce((sum, { wordCount }) => sum + wordCount, 0)
  return shorten(run, anchor, words <= BREATH_WORDS ? answer : first)
}

/** So many of a run's sentences, the one that it was grown around among them. */
function shorten(run: Run, anchor: Candidate, sentences: number): Run {
  const start = Math.max(0, run.indexOf(anchor) - sentences + 1)
  return run.slice(start, start + sentences)
}

/** Whether it begins with a sentence whose «it» or «that» would stay unsaid; the first of a passage has its heading to lean on. */
function leansOnNothing([first]: Run): boolean {
  return first !== undefined && first.index > 0 && leans(first.text)
}

function differs(a: Run, b: Run): boolean {
  return a.some((one) => b.some((other) => conflict(one.text, other.text)))
}

function bothSaid(later: Run, earlier: Run): string {
  const [newer, older] = [later.slice(0, SECOND_RUN_SENTENCES), earlier.slice(0, SECOND_RUN_SENTENCES)]
  return `${writeRun(newer, dateLeadIn(newer[0]!.passage))} ${writeRun(older, earlierLeadIn(older[0]!.passage))}`
}

function leadInFor(run: Run, also: boolean): string {
  const { passage } = run[0]!
  return passage.revises || run.some((candidate) => hasRelativeTime(candidate.text)) ? dateLeadIn(passage, also) : ''
}

function writeRun(run: Run, leadIn: string): string {
  return run
    .map((candidate, i) => `${i === 0 ? leadIn + opening(candidate.text) : candidate.text} [${candidate.passage.marker}]`)
    .join(' ')
}

function positionOf(run: Run): number {
  return run[0]!.passage.startChar + run[0]!.index
}
