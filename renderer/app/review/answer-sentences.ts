import type { SpokenSentence } from '../../../electron/contract/turn.ts'

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })

/** Sentences of an answer as they were spoken; where none were kept, as its text is put. */
export function answerSentences(answer: string, spoken: readonly SpokenSentence[]): string[] {
  if (spoken.length > 0) return spoken.map(({ text }) => text.trim()).filter(Boolean)
  return [...segmenter.segment(answer)].map(({ segment }) => segment.trim()).filter(Boolean)
}

export function isQuarantined(sentence: string, never: readonly string[]): boolean {
  return never.includes(sentence.trim())
}
