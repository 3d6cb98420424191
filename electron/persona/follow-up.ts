import type { Vocabulary } from './query-terms.ts'
import type { HistoryTurn } from './retriever.ts'
import { words } from './terms.ts'

/** Points at something that was said before. */
const POINTS_BACK = /\b(?:it|its|that|this|they|them|their|those|these|he|she|him|his|her|there|then|one|ones|the same|such|instead|afterwards|else|otherwise)\b/
/** Goes on with what was said before: a question that stands alone begins otherwise. */
const GOES_ON = /^(?:and|but|so|or|also|then|ok(?:ay)? (?:and|but|so)|what about|how about|why not|why so|how so|how come|really|since when|for example|like what|such as|in what way|tell me more|more|go on|which ones?|who else|what else|anything else|instead)\b/
/** «Who decides?» */
const ELLIPTIC = /^(?:who|when|where|why|how)(?: \S+){1,2}$/
/** A pronoun that points at nothing. */
const POINTS_AT_NOTHING = /\b(?:is|was|does|did|would|will|can|should) it (?:true|possible|ok|okay|legal|hard|easy|difficult|important|necessary|allowed|fair|worth|make sense|matter|take to|like to)\b|\bwhat (?:is|was) it like\b|\bhow (?:is|was|does) it (?:going|feel)\b|\bit is\b|\bis there\b|\bare there\b|\bwas there\b|\bthere (?:is|are|was|were)\b|\bso that\b|\b(?:say|think|believe|know|sure|mean|true|happen|said|wrote) that \w|\bthis (?:year|month|week|quarter|time)\b|\bthat (?:you|we|i|the|a|an|is|are|people|customers)\b/g
const CONNECTIVES = /^(?:(?:and|but|so|or|also|then|ok|okay|well|what about|how about)[ ,]+)+/
/** More words of its own carry a question by themselves. */
const MOST_OWN_TERMS = 2
const MOST_WORDS = 12

/**
 * The question as it would be asked of somebody who heard nothing before: «and why did that fail?» with what «that» was. A question
 * that stands by itself comes back unchanged.
 */
export function standaloneQuestion(question: string, history: readonly HistoryTurn[], vocabulary: Vocabulary): string {
  const before = history.at(-1)
  if (!before || !isFollowUp(question, vocabulary)) return question
  const topic = standaloneQuestion(before.question, history.slice(0, -1), vocabulary)
  const ownDates = vocabulary.read(question).dates
  const carried = ownDates.length > 0 ? topic.replace(/\b(?:in |of |since |until )?(?:(?:january|february|march|april|may|june|july|august|september|october|november|december) )?20\d\d\b/gi, ' ') : topic
  return `${carried.replace(/[\s?.!]+$/, '').replace(/\s+/g, ' ')}? ${question.trim()}`
}

/** Whether a question leans on what was said before. */
export function isFollowUp(question: string, vocabulary: Vocabulary): boolean {
  const spoken = words(question).join(' ')
  if (spoken === '' || words(question).length > MOST_WORDS) return false
  const { terms, dates } = vocabulary.read(spoken.replace(CONNECTIVES, ''))
  const own = terms.filter((term) => !/^20\d\d$/.test(term))
  const names = own.some((term) => term.includes(' '))
  if (own.length === 0) return true
  if (names || own.length > MOST_OWN_TERMS) return false
  if (GOES_ON.test(spoken) || ELLIPTIC.test(spoken)) return true
  return POINTS_BACK.test(spoken.replace(POINTS_AT_NOTHING, ' ')) || (dates.length > 0 && own.length === 0)
}
