import { answerTo } from './replies.ts'
import type { Draft } from './decisions.ts'
import type { Sentence } from './sentences.ts'
import { cleaned, fromMyside } from './wording.ts'

const LEAST_WORDS = 4
const TAG = /(?:,|\b(?:right|okay|yes|no)) ?(?:right|okay|yes|no|(?:is|are|do|does|did|was|were|has|have|can|will|would|should)(?:n't| not)? (?:it|they|he|she|you|we|that|there|i))\?$/i
/** Said to be polite, or about the call itself. */
const PHATIC =
  /\b(?:how are you|how is (?:it going|the family|your family|everybody)|how was your|can (?:you|everybody|everyone) (?:hear|see)|did you (?:see the|have a|sleep|enjoy)|any (?:other )?questions|does that make sense|is that okay|are you (?:there|ready|still there)|shall we (?:start|begin)|what do you think|you know what|is everybody (?:here|there)|who else is|what was that|pardon|anything else)\b/
const ASKS_A_FAVOUR = /^(?:(?:and|so|okay|but|then|well) )*(?:can|could|would|will) you\b/
const LEFT_OPEN =
  /\b(?:not|n't)(?: yet)? (?:decided|clear|agreed|know|sure)(?: yet)? (?:whether|who|what|when|how|which|if|where)\b|\b(?:still|we|must) (?:need to |have to )?(?:decide|clarify|figure out|find out) (?:whether|who|what|when|how|which|if|where)\b|\bopen question (?:is|remains)\b/
const LEFT_OPEN_BY_ME = /^(?:i|i'm|i am)\b/

/** A question that nobody answered, or that was put off; null for all others. */
export function openQuestionAt(sentences: readonly Sentence[], i: number): Draft | null {
  const { plain, text, isQuestion, source } = sentences[i]!
  if (!isQuestion) return LEFT_OPEN.test(plain) && !LEFT_OPEN_BY_ME.test(plain) ? { text: cleaned(fromMyside(text, source)), from: [i] } : null
  if (plain.split(' ').length < LEAST_WORDS || PHATIC.test(plain) || ASKS_A_FAVOUR.test(plain) || TAG.test(text)) return null
  if (answerTo(sentences, i) === 'answered') return null
  return { text: asked(fromMyside(cleaned(text), source)), from: [i] }
}

const asked = (text: string): string => text.replace(/[.!?]+$/, '?')
