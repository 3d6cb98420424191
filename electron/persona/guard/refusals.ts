import type { RefusalReason } from '../../contract/guard.ts'
import type { PersonaStyle } from '../../contract/persona.ts'

/** What is said to a question about a topic which the owner took out. */
export const TOPIC_REFUSED = "I don't speak about that topic."

type Style = Pick<PersonaStyle, 'meanSentenceWords'>
type Words = { brief: readonly string[]; full: readonly string[] }

/** A person whose sentences are shorter than this on average, in words, refuses in few. */
const BRIEF_BELOW = 11

const WORDS: Record<Exclude<RefusalReason, 'self_harm' | 'refused_topic'>, Words> = {
  injection: {
    brief: ["I keep to what I've written and said.", 'Ask me about that.'],
    full: ["I keep to what I've written and said, whatever I'm told.", 'Ask me about that, please.'],
  },
  sexual: {
    brief: ['No. I am here for work.', 'Let us keep it there.'],
    full: ["I'm here for questions about work, and I'd like to keep it there."],
  },
  harassment: {
    brief: ["I don't talk like that.", 'What would you like to know about the work?'],
    full: ["I don't speak about people or to people in that way, and I'd rather talk about the work.", 'What would you like to know?'],
  },
  personal_data: {
    brief: ["That is private. I don't give it out."],
    full: ["That is somebody's private matter, so I don't give it out, whoever asks.", 'Ask the person, or whoever is responsible for such data.'],
  },
  claim_people: {
    brief: ["I don't judge people here.", 'Ask me in person.'],
    full: ["As an AI persona I don't pass judgement on people or decide about them.", 'Ask the person I stand in for.'],
  },
  claim_deal: {
    brief: ["I can't agree to anything.", 'Only the person can.'],
    full: ["I'm an AI persona and can't agree to anything or promise a deal.", 'I can tell you what has been said about it.'],
  },
  claim_pay: {
    brief: ["I can't promise pay.", 'Ask your lead.'],
    full: ["I'm an AI persona and can't promise or confirm anybody's pay.", 'I can tell you what has been written about it.'],
  },
  claim_law: {
    brief: ["I can't speak on law.", 'Ask a lawyer.'],
    full: ["I'm an AI persona and can't admit anything or say what is lawful.", 'Ask whoever answers for legal matters.'],
  },
}

/**
 * What is said instead of an answer, in the persona's manner: in few words where the person uses few. Words in a crisis are the
 * same for everybody.
 * @param crisisLine whom to call, as the owner put it; empty: no number is named
 */
export function refusal(reason: RefusalReason, style: Style | null, crisisLine = ''): readonly string[] {
  if (reason === 'refused_topic') return [TOPIC_REFUSED]
  if (reason === 'self_harm') return crisisWords(crisisLine)
  const { brief, full } = WORDS[reason]
  return style && style.meanSentenceWords > 0 && style.meanSentenceWords < BRIEF_BELOW ? brief : full
}

/** Every sentence that any refusal may hold. */
export function refusalSentences(crisisLine = ''): string[] {
  return [TOPIC_REFUSED, ...crisisWords(crisisLine), ...Object.values(WORDS).flatMap(({ brief, full }) => [...brief, ...full])]
}

function crisisWords(crisisLine: string): string[] {
  const call = crisisLine.trim() || 'your local emergency number or a crisis line where you live'
  return [
    "I'm an AI and can't give you the help you deserve, but people can, right now.",
    `If you or somebody else is in danger, please call ${call.replace(/[.!]+$/, '')}.`,
    'You are not alone with this: please tell somebody near you how you feel.',
  ]
}
