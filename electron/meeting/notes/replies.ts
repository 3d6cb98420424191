import type { Sentence } from './sentences.ts'

/** What answers a sentence comes within this time, and is one of the next few. */
const WITHIN_MS = 20_000
const NEXT_SENTENCES = 4

const ACCEPTS =
  /^(?:(?:and|well|oh|um|hmm) )*(?:yes|yeah|yep|yup|sure|of course|okay|ok|fine|will do|no problem|not at all|my pleasure|happy to|gladly|absolutely|certainly|definitely|sounds (?:good|great|fine)|good idea|great idea|agreed|i agree|works for me|that works|deal|alright|all right|perfect|let's do (?:it|that)|consider it done|got it|on it|i'm on it|i'm in|that's doable|exactly|i (?:can|will)(?: do| take)|i'll (?:do|take)|makes sense)\b/
const COMMITS = /\b(?:i can|i'll|i will|you'll get|you will get|you'll have it)\b/
const BUT_NOT = /\b(?:can't|cannot|won't|not sure|unfortunately|i'm afraid|rather not|don't think|but (?:not|i|we|maybe|first))\b/
/** Said before one knows. */
const IGNORANT =
  /\b(?:i|we) (?:don't|do not|didn't) (?:really )?know\b|\bnot (?:really |quite )?sure\b|\bno idea\b|\bgood question\b|\b(?:have|need|would have) to (?:ask|check|find out|clarify|think|look)\b|\blet me (?:check|find out|ask|look)\b|\btake (?:that|this|it) offline\b|\b(?:come|get) back to (?:that|this|it|you)\b|\bhaven't (?:asked|decided|checked|thought)\b|\b(?:still|that's|is) open\b|\bhard to say\b|\bstill thinking\b|\bnever (?:really )?(?:been )?clear\b|\bnot (?:yet )?(?:clear|decided)\b|\bto be (?:decided|defined|confirmed|seen)\b|\bit depends\b|\b(?:decide|discuss|talk about|look at|clarify) (?:that|this|it) (?:later|next|when|with|at|first|another)\b|\bwe could ask\b|\b(?:i|we) (?:would|'d) have to\b|\b(?:can't|cannot|couldn't) (?:say|tell)\b|\b(?:let's|let us|have to|should) ask\b|\bhaven't (?:told|heard|got)\b/
const MOVES_ON = /^(?:(?:okay|ok|well|so|alright|right) )*(?:anyway|next (?:topic|point|item)|the next (?:topic|point|item)|moving on|let's move on)\b/
const ACKNOWLEDGES = /^(?:okay|ok|right|hmm|hm|mhm|i see|sure|alright|well|interesting|uh huh|oh|ah)$/

/** Sentences after `i` which may answer it. */
export function following(sentences: readonly Sentence[], i: number, count = NEXT_SENTENCES): { sentence: Sentence; index: number }[] {
  const asked = sentences[i]!
  return sentences
    .slice(i + 1, i + 1 + count)
    .map((sentence, k) => ({ sentence, index: i + 1 + k }))
    .filter(({ sentence }) => sentence.startMs - asked.endMs <= WITHIN_MS)
}

/** The reply of the other side that takes a request or a proposal on; null when there is none. */
export function acceptance(sentences: readonly Sentence[], i: number, options: { commits?: boolean } = {}): { sentence: Sentence; index: number } | null {
  const asked = sentences[i]!
  for (const reply of following(sentences, i)) {
    const { sentence } = reply
    if (sentence.source === asked.source) continue
    if (ACCEPTS.test(sentence.plain) && !sentence.isQuestion) return BUT_NOT.test(sentence.plain) ? null : reply
    if (options.commits && COMMITS.test(sentence.plain) && !/\bi (?:can't|cannot|won't)\b/.test(sentence.plain)) return reply
    if (!ACKNOWLEDGES.test(sentence.plain)) return null
  }
  return null
}

export type Answer = 'answered' | 'open' | 'none'

/** Whether a question found its answer: the first reply that is more than a nod tells. */
export function answerTo(sentences: readonly Sentence[], i: number): Answer {
  const asked = sentences[i]!
  for (const { sentence } of following(sentences, i)) {
    if (sentence.source === asked.source) {
      if (MOVES_ON.test(sentence.plain)) return 'open'
      // Somebody else on the same side, if not the asker who goes on.
      if (sentence.segmentIds.some((id) => asked.segmentIds.includes(id))) continue
      if (/^(?:yes|no|yeah|nope|it's|it is|about|around)\b/.test(sentence.plain)) return 'answered'
      continue
    }
    if (IGNORANT.test(sentence.plain) || MOVES_ON.test(sentence.plain)) return 'open'
    if (sentence.isQuestion || ACKNOWLEDGES.test(sentence.plain)) continue
    return 'answered'
  }
  return 'none'
}
