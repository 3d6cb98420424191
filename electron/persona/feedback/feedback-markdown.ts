import type { DocumentFeedback, PartView } from '../../contract/feedback.ts'

const VIEWS: Record<PartView, string> = { agrees: 'agrees', differs: 'differs', both: 'agrees in part', touches: 'has spoken about it', not_spoken_about: 'not spoken about' }

/** The feedback as a Markdown document, with its sources as footnotes. */
export function feedbackMarkdown({ title, persona, total, parts, missing, citations, state }: DocumentFeedback): string {
  const marks = (markers: readonly number[]): string => markers.map((marker) => `[^${marker}]`).join('')
  const lines = [`# Feedback on «${title}»`, '', `By the AI persona of ${persona}, from what ${persona} has written and said.`, '']
  if (state !== 'done') lines.push(`_Not complete: ${parts.length} of ${total} parts._`, '')
  for (const { index, heading, excerpt, view, sentences } of parts) {
    lines.push(`## ${index + 1}. ${heading || 'Without a heading'} (${VIEWS[view]})`, '', `> ${excerpt.replace(/\s+/g, ' ')}`, '')
    lines.push(sentences.map(({ text, markers, unquoted }) => `${text}${marks(markers)}${unquoted ? ' (not quoted)' : ''}`).join(' '), '')
  }
  if (missing.length > 0) lines.push('## What is missing', '', ...missing.map(({ text, markers }) => `- ${text}${marks(markers)}`), '')
  lines.push(...citations.map(({ marker, document, date, quote }) => `[^${marker}]: ${document}${date ? ` (${date})` : ''}: «${quote.replace(/\s+/g, ' ')}»`))
  return `${lines.join('\n').trimEnd()}\n`
}
