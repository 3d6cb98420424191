import { answerModeSchema, type AnswerMode } from '../../../electron/contract/persona.ts'

export const MODE_NAMES: Record<AnswerMode, string> = { strict: 'Strict', adaptive: 'Adaptive', creative: 'Creative' }
export const MODE_WORDS: Record<AnswerMode, string> = {
  strict: 'only sentences that stand in its documents',
  adaptive: 'these joined, shortened and lightly rephrased',
  creative: 'a language model may go beyond them, marked as not quoted',
}

/** The modes from the closest to the freest, and which of them are allowed. */
export function modesUpTo(freest: AnswerMode): { mode: AnswerMode; allowed: boolean }[] {
  const modes = answerModeSchema.options
  return modes.map((mode, freedom) => ({ mode, allowed: freedom <= modes.indexOf(freest) }))
}
