import { reviewFilterSchema, type AnswerSnapshot, type Comparison, type CorrectionsFile, type Review, type ReviewQueue } from '../contract/review.ts'
import type { TurnRecord } from '../contract/turn.ts'
import type { Played } from './review-play.ts'

export function queueInWords({ items, counts }: ReviewQueue): string {
  const rows = items.map(({ turn, review }) => `${turn.id}  ${turn.startedAt.slice(0, 16).replace('T', ' ')}  ${turn.origin}  ${review.verdict ?? 'pending'}\n  «${turn.question}»\n  ${turn.answer}`)
  const totals = reviewFilterSchema.options.map((filter) => `${counts[filter]} ${filter}`).join(', ')
  return [...rows, totals].join('\n')
}

export function turnInWords({ turn, review }: { turn: TurnRecord; review: Review }): string {
  return [`${turn.id}  ${turn.startedAt}  ${turn.origin}`, `«${turn.question}»`, answerInWords(turn), reviewInWords(review)].join('\n')
}

function answerInWords({ answer, citations }: AnswerSnapshot): string {
  return [answer, ...citations.map(({ marker, document, quote }) => `  [${marker}] ${document}: «${quote}»`)].join('\n')
}

export function reviewInWords({ verdict, correction, never, note, decidedAt }: Review): string {
  const lines = [verdict === null ? 'Not decided yet.' : `${verdict}${decidedAt ? `, ${decidedAt}` : ''}`]
  if (correction !== null) lines.push(`  says from now on: ${correction}`)
  for (const sentence of never) lines.push(`  never says: ${sentence}`)
  if (note !== '') lines.push(`  note: ${note}`)
  return lines.join('\n')
}

export function playedInWords({ question, answer, questionMs, answerMs, frames, store, files }: Played): string {
  const what = `question ${questionMs} ms, answer ${answerMs} ms, ${frames} face frames`
  return [`«${question}»`, answer, files.length > 0 ? `${what}: ${files.join(', ')}` : `${what}, in ${store}; name a folder with --out to take them out`].join('\n')
}

export function comparisonInWords({ question, before, after }: Comparison): string {
  return [`«${question}»`, 'before:', answerInWords(before), 'now:', answerInWords(after)].join('\n')
}

export function correctionsInWords({ approved, never }: CorrectionsFile): string {
  if (approved.length + never.length === 0) return 'Nothing is corrected yet.'
  return [
    ...approved.map(({ id, question, text }) => `${id}  says to «${question}»:\n  ${text}`),
    ...never.map(({ id, sentence }) => `${id}  never says:\n  ${sentence}`),
  ].join('\n')
}
