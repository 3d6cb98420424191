import { announces } from './announcing.ts'
import type { PromptPassage } from './prompt.ts'
import { questionKind, suits, type QuestionKind } from './question-kind.ts'
import { segmentSentences } from './segment.ts'
import { contentStems, words } from './terms.ts'

export type Candidate = { passage: PromptPassage; index: number; paragraph: number; text: string; wordCount: number; score: number }

/** Sentences that stand together in one passage and are said together. */
export type Run = Candidate[]

const SUITABLE_BONUS = 0.08
const LATEST_BONUS = 0.03
const SHORT_WORDS = 4
const SHORT_PENALTY = 0.2
const QUESTION_PENALTY = 0.3
const ANNOUNCING_PENALTY = 0.4
/** What says no more than the question did. */
const ECHO_PENALTY = 0.1
const RUN_SENTENCES = 3
const RUN_WORDS = 55
const ENOUGH_WORDS = 22
const FOLLOWING_SHARE = 0.6
const REASON_HEADING_BONUS = 0.14
/** A second stretch must be nearly as much to the point as the first. */
const SECOND_SHARE = 0.85
/** Of their topic words; more in common than this says the same thing twice. */
const REPEATED_SHARE = 0.6

const DANGLING =
  /^(?:but|and|so|this|that|it|its|they|their|them|he|she|her|his|then|these|those|together|both|each of|of (?:those|these|the)|neither|instead|in the meantime|also|the rest|which|here is|one of them|a quarter|half of it|on balance|everybody|since then|until then|it's|that's|they're|there were|(?:i|we|you) (?:call|called|regret|say|said|know|knew) (?:it|that|this|them))\b/i
/** «In each of them», «from that»: what is meant stands in the sentence before. */
const DANGLING_PHRASE =
  /^(?:in|of|for|from|with|after|before|during|by|at|on|to|until|because of|despite|without|apart from|among|between) (?:(?:each|both|some|one|two|three|four|[a-z]+teen|most|all|half|neither|none) of )?(?:this|that|these|those|it|them)\b/i
/** Goes on counting, or says what the short sentence before it left open. */
const GOES_ON = /^(?:first(?:ly)?|second(?:ly)?|third(?:ly)?|finally|or|nor|none)\b/i
/** Joins a sentence to the one before, where the rest stands by itself: «So far there has been one» and «Then come five» do not. */
const CONNECTIVE = /^(?:But|And|So|Then),? (?!(?:far|much|many|long|soon|that|yet|too|be|come|comes|came|is|are|was|were|do|does|did|has|have|can|will)\b)(?=\p{L})/u

/** Whether a sentence leans on the one before. */
export function leans(text: string): boolean {
  return DANGLING.test(text) || DANGLING_PHRASE.test(text)
}

/** All sentences of the passages, scored for the question. */
export function scoreCandidates(passages: readonly PromptPassage[], question: string): Candidate[] {
  const kind = questionKind(question)
  const asked = contentStems(question)
  const dates = passages.map((passage) => passage.date).sort()
  return passages.flatMap((passage) => {
    const spans = segmentSentences(passage.text)
    const latest = passage.date !== '' && passage.date === dates.at(-1) ? LATEST_BONUS : 0
    return spans.map((span, index): Candidate => {
      const text = passage.text.slice(span.startChar, span.endChar)
      const relevance = spans.length === passage.relevance.length ? passage.relevance[index]! : overlap(asked, contentStems(text))
      const wordCount = words(text).length
      const score = relevance * passage.score ** 2 + formScore(kind, text, wordCount, passage.heading) - (isEcho(kind, text, asked) ? ECHO_PENALTY : 0) + latest
      return { passage, index, paragraph: span.paragraph, text, wordCount, score }
    })
  })
}

function formScore(kind: QuestionKind, text: string, wordCount: number, heading: string): number {
  let score = 0
  if (suits(kind, text)) score += SUITABLE_BONUS
  if (kind === 'why' && /\b(?:why|reasons?)\b/i.test(heading)) score += REASON_HEADING_BONUS
  if (wordCount < SHORT_WORDS) score -= SHORT_PENALTY
  if (text.endsWith('?')) score -= QUESTION_PENALTY
  if (announces(text)) score -= ANNOUNCING_PENALTY
  return score
}

/** Whether it holds nothing of its own: to «why did you close it», «We are closing it» is no answer. */
function isEcho(kind: QuestionKind, text: string, asked: ReadonlySet<string>): boolean {
  return kind !== 'yes-no' && [...contentStems(text)].every((one) => asked.has(one))
}

/** The best sentence, with what it leans on before it and what completes it after. */
export function growRun(anchor: Candidate, all: readonly Candidate[]): Run {
  const passage = all.filter((candidate) => candidate.passage === anchor.passage)
  let from = anchor.index
  let to = anchor.index
  const wordCount = (): number => passage.slice(from, to + 1).reduce((sum, candidate) => sum + candidate.wordCount, 0)
  const sameParagraph = (index: number): boolean => passage[index]?.paragraph === anchor.paragraph
  while (to - from < RUN_SENTENCES - 1 && leans(passage[from]!.text) && sameParagraph(from - 1)) from -= 1
  while (to - from < RUN_SENTENCES - 1 && sameParagraph(to + 1)) {
    const next = passage[to + 1]!
    const wanted = wordCount() < ENOUGH_WORDS || leans(next.text) || GOES_ON.test(next.text) || next.score >= anchor.score * FOLLOWING_SHARE
    if (!wanted || announces(next.text) || wordCount() + next.wordCount > RUN_WORDS) break
    to += 1
  }
  return passage.slice(from, to + 1)
}

/** The best sentence outside of `run` that adds something, if one is nearly as good. */
export function secondAnchor(run: Run, ranked: readonly Candidate[]): Candidate | undefined {
  const said = contentStems(run.map((candidate) => candidate.text).join(' '))
  const best = Math.max(...run.map((candidate) => candidate.score))
  return ranked.find(
    (candidate) =>
      !run.includes(candidate) &&
      candidate.score >= best * SECOND_SHARE &&
      candidate.wordCount >= SHORT_WORDS &&
      overlap(contentStems(candidate.text), said) < REPEATED_SHARE,
  )
}

/** A sentence as it may open a stretch: a connective that joined it to what isn't said is left out. */
export function opening(text: string): string {
  const rest = text.replace(CONNECTIVE, '')
  return rest.charAt(0).toUpperCase() + rest.slice(1)
}

/** Share of `part` that is in `whole`. */
function overlap(part: ReadonlySet<string>, whole: ReadonlySet<string>): number {
  if (part.size === 0) return 0
  let shared = 0
  for (const stem of part) if (whole.has(stem)) shared += 1
  return shared / part.size
}
