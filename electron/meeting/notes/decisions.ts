import { contentStems } from '../../persona/terms.ts'
import { acceptance } from './replies.ts'
import type { Sentence } from './sentences.ts'
import { DECISION_VERB, NO_DECISION } from './verbs.ts'
import { cleaned, finished } from './wording.ts'

export interface Draft {
  text: string
  /** Sentences that it rests on. */
  from: number[]
}

const DECIDED = /\b(?:we|they|i|you|the (?:board|team|management|group|committee)|everybody|everyone)(?:'ve| have| has| had)?(?: all| both| also| just| finally| already| now)* (?:decided|agreed|settled|chosen|concluded|resolved|opted|approved|voted|selected|chose|picked(?! up)|made up (?:our|their) minds?|made (?:the|a|our) (?:final )?decision)\b/
const IS_DECIDED =
  /\bdecision made\b|\bmotion carried\b|\bwe(?:'re| are)(?: all| both| now)* agreed\b|\b(?:it|that|this)(?:'s| is| was| has been)(?: now| hereby| then| all)? (?:decided|agreed|settled)\b|\b(?:final|the|our|my) decision(?: is|:|$|\s)|\b(?:is|are|has been|have been) (?:hereby |now |finally )?(?:approved|postponed|cancelled|canceled|rejected|dropped|moved (?:to|from)|pushed (?:to|back)|signed off)\b/
const FROM_NOW_ON = /^(?:(?:okay|so|and|then|good|right|yes|no|well) )*(?:from now on|as of (?:now|today|tomorrow|next|\w+)|going forward|with immediate effect|starting (?:now|today|tomorrow|next|in|on|from))\b/
const UNDECIDED = /\b(?:not|n't|never|haven't|hasn't|nothing|nobody|yet to)\b.{0,20}\b(?:decided|agreed|settled|chosen|approved)\b|\b(?:if|unless|whether|until|once|should|need to|have to|must|who) (?:\w+ ){0,2}(?:decided?|agreed?)\b/
const LONG_AGO = /\b(?:last (?:year|month|summer|winter|quarter|time)|years? ago|months? ago|back then|at the time|originally|in the past)\b/
/** What leads up to a plan of both sides; what follows it is tested. */
const PLANS = /^(?:(?:okay|so|and|then|good|right|alright|well|yes|yeah|no|agreed|perfect|great|fine|but|in that case|i think|i would say|i say) )*(?:let's|let us|we'll|we will|we won't|we shall|we're going to|we are going to|we are not going to|we're not going to) (.+)$/
const PRESENT_PLAN = /\b(?:so|then|okay|agreed|therefore) (?:then )?we (?:also |just )?(.+)$/
const WONT = /\bwe(?:'re| are)? (?:won't|will not|not going to|no longer) (?!be\b|see\b|know\b|have (?:time|to)\b|make it\b|get\b|find\b|need\b)/
const STAYS = /^(?:stay|remain|wait|leave|meet|continue)\b/
const IT_IS = /^(?:(?:okay|so|then|alright) )+(.{3,50}) it is$/
const PROPOSES = /^(?:(?:then|so|maybe|and|okay|well|right|alright|i think) )*(?:(?:i|we) (?:would |'d )?(?:propose|suggest|recommend)(?: that)?|my (?:proposal|suggestion) (?:is|would be)(?: that)?) (.+)$/
const ASKS_FOR = /^(?:(?:then|so|maybe|and|okay|well|right|but) )*(?:shall we|should we|can we|could we|how about we|what if we|why don't we|let's|we could|we should|how about|what about) (.+)$/
const ASKED_PLAN = /\b(?:are|do|shall|should|will) we\b/

/** What the sentence decides, for itself or by the other side's consent to it; null when it decides nothing. */
export function decisionAt(sentences: readonly Sentence[], i: number): Draft | null {
  const { plain, text, isQuestion } = sentences[i]!
  if (LONG_AGO.test(plain)) return null
  if (!isQuestion && !UNDECIDED.test(plain) && decides(plain, sentences[i - 1])) {
    const from = withContext(sentences, i)
    return { text: cleaned(sentences[from[0]!]!.text), from }
  }
  const proposal = PROPOSES.exec(plain)?.[1] ?? plannedBy(ASKS_FOR.exec(plain)?.[1])
  if (proposal === undefined) return null
  const accepted = acceptance(sentences, i)
  return accepted ? { text: asDecision(text), from: [i, accepted.index] } : null
}

function decides(plain: string, before: Sentence | undefined): boolean {
  if (DECIDED.test(plain) || IS_DECIDED.test(plain) || FROM_NOW_ON.test(plain) || IT_IS.test(plain) || WONT.test(plain)) return true
  const plan = PLANS.exec(plain)?.[1]
  if (plan !== undefined) return isPlan(plan) && !/^(?:do|go with|take|use) (?:it|that|this)$/.test(plan)
  const present = PRESENT_PLAN.exec(plain)?.[1]
  if (present !== undefined && (isPlan(present) || STAYS.test(present))) return true
  const reply = /^(?:yes|yeah|no) we (.+)$/.exec(plain)?.[1]
  return reply !== undefined && before?.isQuestion === true && ASKED_PLAN.test(before.plain) && isPlan(reply)
}


const isPlan = (rest: string): boolean => DECISION_VERB.test(rest) && !NO_DECISION.test(rest)
const plannedBy = (rest: string | undefined): string | undefined => (rest !== undefined && isPlan(rest) ? rest : undefined)

/** «That is settled» says nothing without what was said in the same breath, or before. */
function withContext(sentences: readonly Sentence[], i: number): number[] {
  const { text, segmentIds } = sentences[i]!
  if (contentStems(text).size >= 2) return [i]
  const next = sentences[i + 1]
  if (next?.segmentIds.some((id) => segmentIds.includes(id))) return [i + 1, i]
  return i > 0 ? [i - 1, i] : [i]
}

/** «I suggest we order a sample first» as what was then agreed: «We order a sample first». */
function asDecision(text: string): string {
  const bare = cleaned(text).replace(/[.?!]+$/, '')
  const told = bare
    .replace(/^(?:i|we) (?:would |'d )?(?:propose|suggest|recommend)(?: that)? /i, '')
    .replace(/^my (?:proposal|suggestion) (?:is|would be)(?: that)? /i, '')
    .replace(/^(?:shall|should|can|could) we /i, 'We ')
    .replace(/^(?:how about we|what if we|why don['’]t we|let['’]s|we could|we should) /i, 'We ')
    .replace(/^(?:how|what) about /i, '')
  return finished(told)
}
