import { UnderstudyError } from '../contract/errors.ts'
import type { ChatMessage, ChatModel } from './chat-model.ts'
import { dateLeadIn, hasRelativeTime, revisionLeadIn } from './lead-in.ts'
import { parsePrompt, type PromptPassage } from './prompt.ts'
import { notSpokenAbout } from './replies.ts'
import { growRun, opening, scoreCandidates, secondAnchor, type Candidate, type Run } from './sentence-choice.ts'

export const EXTRACTIVE_MODEL = 'understudy-extractive'

const SECOND_RUN_SENTENCES = 2
const ANSWER_SENTENCES = 4
/** A later document speaks first where it is about as much to the point as the one it revises. */
const REVISION_LEADS_SHARE = 0.85
const REVISION_FOLLOWS_SHARE = 0.5
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
    const { passages, nearestTopic, question } = parsePrompt(messages)
    const answer = passages.length > 0 ? composeAnswer(passages, question) : notSpokenAbout(nearestTopic)
    const pieces = answer.split(/(?<= )/)
    for (let i = 0; i < pieces.length; i += WORDS_PER_DELTA) {
      if (signal?.aborted) throw new UnderstudyError('cancelled', 'The answer was cancelled.')
      yield pieces.slice(i, i + WORDS_PER_DELTA).join('')
    }
  }
}

function composeAnswer(passages: readonly PromptPassage[], question: string): string {
  const candidates = scoreCandidates(passages, question)
  const ranked = candidates.toSorted((a, b) => b.score - a.score)
  const anchor = ranked[0]
  if (!anchor) return notSpokenAbout('')

  const first = growRun(anchor, candidates)
  const revised = reviseOrNot(anchor, first, ranked, candidates)
  if (revised) return revised

  const second = secondAnchor(first, ranked)
  const parts = [writeRun(first, leadInFor(first, false))]
  if (second) {
    const room = Math.min(SECOND_RUN_SENTENCES, ANSWER_SENTENCES - first.length)
    const run = growRun(second, candidates).filter((candidate) => !first.includes(candidate)).slice(0, room)
    if (run.length > 0) {
      const sameDocument = second.passage.documentId === anchor.passage.documentId
      const earlier = sameDocument && positionOf(run) < positionOf(first)
      const written = writeRun(run, sameDocument ? '' : dateLeadIn(second.passage, true))
      if (earlier) parts.unshift(written)
      else parts.push(written)
    }
  }
  return parts.join(' ')
}

/** Where the best words were revised later, both with their dates. */
function reviseOrNot(anchor: Candidate, first: Run, ranked: readonly Candidate[], all: readonly Candidate[]): string | undefined {
  const later = ranked.find(
    (candidate) => candidate.passage.revises === anchor.passage.documentId && candidate.score >= anchor.score * REVISION_FOLLOWS_SHARE,
  )
  if (!later) return undefined
  const laterRun = growRun(later, all)
  if (later.score >= anchor.score * REVISION_LEADS_SHARE) {
    return writeRun(laterRun, dateLeadIn(later.passage))
  }
  return `${writeRun(first.slice(0, SECOND_RUN_SENTENCES), dateLeadIn(anchor.passage))} ${writeRun(laterRun.slice(0, SECOND_RUN_SENTENCES), revisionLeadIn(later.passage))}`
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
