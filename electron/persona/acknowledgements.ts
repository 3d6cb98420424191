import type { PersonaStyle } from '../contract/persona.ts'

/** A person whose sentences are shorter than this on average, in words, wastes none. */
const BRIEF_BELOW = 11
const BRIEF = ['Let me see.', 'One moment.', 'Let me think.']
const FULL = ['Let me think about that for a moment.', 'Give me a moment with that.', 'One moment, let me look for it.']
/** Words by which one gains time, where a person likes to begin with them. */
const GAINS_TIME = /^(?:well|look|so|okay|right|now|ah|hm|hmm|you see)$/i

/** What a person says while thinking, in its manner. Nothing of it says anything about the matter. */
export function acknowledgements(style: PersonaStyle | null): readonly string[] {
  const plain = style && style.meanSentenceWords > 0 && style.meanSentenceWords < BRIEF_BELOW ? BRIEF : FULL
  const opening = style?.openings.find((words) => GAINS_TIME.test(words))
  return opening ? plain.map((phrase) => `${opening}, ${phrase[0]!.toLowerCase()}${phrase.slice(1)}`) : plain
}
