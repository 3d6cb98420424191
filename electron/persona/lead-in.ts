import type { PromptPassage } from './prompt.ts'

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
const VERBS: Record<string, string> = { talk: 'said', answer: 'said', interview: 'said in an interview' }

/** Words whose meaning hangs on the day on which they were said. */
const RELATIVE_TIME = /\b(?:today|yesterday|tomorrow|tonight|(?:this|last|next) (?:week|month|quarter|spring|summer|autumn|winter|year)|so far|at the moment|from (?:today|now)|recently|years ago)\b/i

export function hasRelativeTime(text: string): boolean {
  return RELATIVE_TIME.test(text)
}

/** `2025-05-20` → `May 2025`. */
export function spokenDate(isoDate: string): string {
  const [year = '', month = ''] = isoDate.split('-')
  const name = MONTHS[Number(month) - 1]
  return name ? `${name} ${year}` : year
}

/** Says when the following words were said: «In May 2025 I said: ». Empty for undated documents. */
export function dateLeadIn(passage: PromptPassage, also = false): string {
  if (!passage.date) return ''
  return `In ${spokenDate(passage.date)} I ${also ? 'also ' : ''}${VERBS[passage.kind] ?? 'wrote'}: `
}

/** Says that the following words came before the ones just said, which differ. */
export function earlierLeadIn(passage: PromptPassage): string {
  return passage.date ? `Before that, in ${spokenDate(passage.date)}, I ${VERBS[passage.kind] ?? 'wrote'}: ` : 'Before that I said: '
}

/** Says that the following words go on from what came before, at a later time. */
export function revisionLeadIn(passage: PromptPassage): string {
  return passage.date ? `I came back to that in ${spokenDate(passage.date)}: ` : 'I came back to that later: '
}
