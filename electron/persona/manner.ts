import type { PersonaStyle } from '../contract/persona.ts'
import type { ParsedPrompt } from './prompt.ts'

/** Ways to soften a statement, as they are written. */
export const HEDGES = ['I think', 'I believe', 'I guess', 'I suppose', 'I suspect', 'I feel', "I'd say", 'I would say', 'in my view', 'in my opinion', 'in my experience', 'to my mind', 'as far as I know', 'perhaps', 'maybe', 'probably', 'I hope', 'it seems', 'I am not sure', "I'm not sure"] as const
const HEDGED = new RegExp(`\\b(?:${HEDGES.join('|')})\\b`, 'i')
const LEAD_IN = 'As I see it: '
/** A light touch in fewer sentences than this is seldom, in more is often. */
const SELDOM = 0.01
const OFTEN = 0.05

/** The manner as a language model is told of it, or empty where it has not been measured. */
export function mannerRule(style: PersonaStyle | null): string {
  if (!style || style.meanSentenceWords === 0) return ''
  const quoted = (list: readonly string[]): string => list.map((word) => `«${word}»`).join(', ')
  const { favouriteWords, openings, hedges = [], humour } = style
  return [
    `This person's manner: sentences of about ${Math.round(style.meanSentenceWords)} words`,
    ...(favouriteWords.length > 0 ? [`likes the words ${quoted(favouriteWords)}`] : []),
    ...(openings.length > 0 ? [`often begins with ${quoted(openings)}`] : []),
    hedges.length > 0 ? `softens with ${quoted(hedges)}` : 'hardly softens anything',
    ...(humour === undefined ? [] : [`jokes ${humour < SELDOM ? 'seldom' : humour < OFTEN ? 'now and then' : 'often'}`]),
  ].join('; ') + '. Follow it lightly and never at the cost of a number, a name or a quotation.'
}

/** The extractive answer with the person's way to soften in front, where it has one and the answer may be freer than a quotation. */
export function withManner(answer: string, { mode, softens }: Pick<ParsedPrompt, 'mode' | 'softens'>): string {
  const plain = !/^(?:In |Before |As I |Yes|No\b)/.test(answer) && !HEDGED.test(answer.slice(0, 80))
  return mode !== 'strict' && softens && plain ? LEAD_IN + answer : answer
}
