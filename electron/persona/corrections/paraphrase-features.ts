import { synonymsOf } from '../synonyms.ts'
import { stem } from '../terms.ts'
import type { Ask, QuestionFrame, Term } from './question-frame.ts'
import { areRelated, areRivals } from './question-lexicon.ts'

/** A question ready to be compared. Vectors are of unit length; without them it is compared by words alone. */
export interface ComparableQuestion {
  frame: QuestionFrame
  vector: Float32Array | null
  /** Of its terms, by their stems. */
  termVectors: ReadonlyMap<string, Float32Array>
}

/** What speaks for two questions asking the same; each 0–1 (cosines may dip below 0). */
export interface ParaphraseFeatures {
  cosine: number
  /** Share (by weight) of the terms of either that have their counterpart in the other: the smaller and the mean. */
  coveredLess: number
  coveredMean: number
  /** Weight of the heaviest term without a counterpart, of the new question and of the known one. */
  extra: number
  missing: number
  /** Likeness of what is left on both sides. */
  leftCosine: number
  sameAsk: number
  /** Asked in ways that often come to the same: «can I», «are we», «what is the rule». */
  nearAsk: number
  /** One asks for a reason, an amount, a time or a person, and the other doesn't. */
  otherAsk: number
  /** Neither the same nor nearly. */
  unlikeAsk: number
  /** They want different things, and each of them one that nothing else serves. */
  bothDecisive: number
  /** One asks what I do and the other what you do. */
  askerAsked: number
  otherTense: number
  otherPolarity: number
  /** Every term of either has its counterpart, and they are asked in the same or nearly the same way. */
  allFoundSame: number
  /** Terms that rule one another out. */
  rivals: number
  /** A qualifier that only one of the two has. */
  otherQualifier: number
}

/** A term whose best counterpart is less alike is left over. */
const LEFT = 0.8
/** Words whose vectors are less alike than the first have nothing in common; from the second on they mean the same. */
const UNRELATED = 0.45
const SYNONYMOUS = 0.85
const NEAR_MEANING = 0.8
const SYNONYM = 0.85
const RELATED = 0.6

const ALIKE: readonly ReadonlySet<Ask>[] = [
  new Set<Ask>(['rule', 'yesno', 'existence']),
  new Set<Ask>(['duty', 'rule', 'yesno']),
  new Set<Ask>(['definition', 'what', 'which']),
  new Set<Ask>(['yesno', 'if']),
  new Set<Ask>(['howto', 'manner', 'what', 'rule']),
  new Set<Ask>(['degree', 'manner', 'yesno']),
  new Set<Ask>(['opinion', 'degree']),
  new Set<Ask>(['who', 'which']),
  new Set<Ask>(['howto', 'where']),
  new Set<Ask>(['duration', 'count']),
  new Set<Ask>(['duration', 'definition', 'existence']),
  new Set<Ask>(['degree', 'definition']),
  new Set<Ask>(['manner', 'degree', 'what', 'definition']),
  new Set<Ask>(['why', 'if']),
  new Set<Ask>(['if', 'when', 'what']),
  new Set<Ask>(['outlook', 'what', 'definition']),
  new Set<Ask>(['definition', 'rule', 'existence']),
]
/** Those who may do to one another what DEEDS says. */
const ACTORS = new Set('customer competitor employee company lead supplier investor candidate child partner newcomer union board people women men parent deputy'.split(' '))
const DEEDS = new Set('copy refuse pay buy sell hire dismiss help join resign ask call visit choose support train trust complaint teach like love hate know warn publish thank invite follow leave meet win lose find promote'.split(' '))
const PASSIVE = /\b(?:is|are|was|were|be|been|being|get|got) (?:\w+ )?\w{2,}(?:ed|en|old|aid|ent|ought|one)\b/
/** A term lighter than this may be without a counterpart. */
const FOUND = 0.35
/** Who wants one of these is not served by anything else. */
const DECISIVE = new Set<Ask>(['why', 'price', 'count', 'duration', 'when', 'who', 'where', 'opinion', 'howto', 'manner'])

/** Whether two questions are about different things whatever else they share: another name, number, time or person. */
export function excludeOneAnother(a: QuestionFrame, b: QuestionFrame): boolean {
  const oneSided = (x: QuestionFrame, y: QuestionFrame): boolean => x.terms.some(({ stem, excludes }) => excludes && !y.terms.some((other) => other.stem === stem))
  return (
    oneSided(a, b) || oneSided(b, a) || a.numbers.join() !== b.numbers.join() || timesOf(a, b) !== timesOf(b, a) || a.suffered !== b.suffered ||
    changePlaces(a, b) || (a.tense === 'past' && b.future) || (b.tense === 'past' && a.future) || (a.ofAsked !== b.ofAsked && (a.ofAsker || b.ofAsker) && areOpposite(a, b))
  )
}

export function paraphraseFeatures(asked: ComparableQuestion, known: ComparableQuestion): ParaphraseFeatures {
  const [a, b] = [asked.frame, known.frame]
  const forth = cover(asked, known)
  const back = cover(known, asked)
  const sameAsk = a.ask === b.ask
  const nearAsk = !sameAsk && ALIKE.some((group) => group.has(a.ask) && group.has(b.ask))
  return {
    cosine: asked.vector && known.vector ? dot(asked.vector, known.vector) : 0,
    coveredLess: Math.min(forth.share, back.share),
    coveredMean: (forth.share + back.share) / 2,
    extra: forth.heaviest,
    missing: back.heaviest,
    leftCosine: cosine(forth.left, back.left),
    sameAsk: Number(sameAsk),
    nearAsk: Number(nearAsk),
    otherAsk: Number(!sameAsk && !nearAsk && (DECISIVE.has(a.ask) || DECISIVE.has(b.ask))),
    unlikeAsk: Number(!sameAsk && !nearAsk),
    bothDecisive: Number(!sameAsk && !nearAsk && DECISIVE.has(a.ask) && DECISIVE.has(b.ask)),
    askerAsked: Number(areOpposite(a, b)),
    otherTense: Number(a.tense !== b.tense && a.tense !== 'open' && b.tense !== 'open'),
    otherPolarity: Number(a.negated !== b.negated),
    allFoundSame: Number(forth.heaviest < FOUND && back.heaviest < FOUND && (sameAsk || nearAsk)),
    rivals: Number(a.terms.some((term) => !b.terms.some((other) => other.stem === term.stem) && b.terms.some((other) => areRivals(term.stem, other.stem)))),
    otherQualifier: Number(lacks(a, b) || lacks(b, a)),
  }
}

/** Now goes without saying, unless the other is about a time to come. */
function timesOf({ times }: QuestionFrame, other: QuestionFrame): string {
  return times.filter((time) => time !== 'now' || other.times.includes('next')).join()
}

/** One asks about what I do, the other about what you do. */
function areOpposite(a: QuestionFrame, b: QuestionFrame): boolean {
  return a.subject !== b.subject && a.subject !== 'other' && b.subject !== 'other'
}

/** Whether who acts and who is acted upon change places: «the customer refuses», «refuse a customer». */
function changePlaces(a: QuestionFrame, b: QuestionFrame): boolean {
  if (PASSIVE.test(a.plain) !== PASSIVE.test(b.plain)) return false
  const places = a.terms.filter(({ weight }) => weight > 0.5).map(({ stem }) => b.terms.findIndex((other) => other.stem === stem)).filter((place) => place >= 0)
  return places.some((place, i) => {
    const before = places[i - 1]
    if (before === undefined || place > before) return false
    const pair = [b.terms[place]!.meaning, b.terms[before]!.meaning]
    return pair.some((meaning) => ACTORS.has(meaning)) && pair.some((meaning) => DEEDS.has(meaning))
  })
}

function lacks(a: QuestionFrame, b: QuestionFrame): boolean {
  return a.terms.some(({ stem, qualifies }) => qualifies && !b.terms.some((other) => other.stem === stem))
}

function cover(from: ComparableQuestion, to: ComparableQuestion): { share: number; heaviest: number; left: Float32Array[] } {
  let total = 0
  let covered = 0
  let heaviest = 0
  const left: Float32Array[] = []
  for (const term of from.frame.terms) {
    const match = Math.max(0, ...to.frame.terms.map((other) => likeness(term, other, from, to)))
    total += term.weight
    covered += term.weight * match
    heaviest = Math.max(heaviest, term.weight * (1 - match))
    const vector = from.termVectors.get(term.stem)
    if (match < LEFT && vector && term.weight > 0.2) left.push(vector)
  }
  return { share: total === 0 ? 0 : covered / total, heaviest, left }
}

function likeness(term: Term, other: Term, from: ComparableQuestion, to: ComparableQuestion): number {
  if (term.stem === other.stem) return 1
  if (areRivals(term.stem, other.stem)) return 0
  if (areRelated(term.stem, other.stem)) return RELATED
  if (synonymsOf(term.meaning).some((word) => stem(word) === other.stem)) return SYNONYM
  const [a, b] = [from.termVectors.get(term.stem), to.termVectors.get(other.stem)]
  if (!a || !b) return 0
  return NEAR_MEANING * Math.min(1, Math.max(0, (dot(a, b) - UNRELATED) / (SYNONYMOUS - UNRELATED)))
}

/** Of the sums; 0 where either is empty. */
function cosine(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  if (a.length === 0 || b.length === 0) return 0
  const [u, v] = [sum(a), sum(b)]
  return dot(u, v) / Math.sqrt(dot(u, u) * dot(v, v) || 1)
}

function sum(vectors: readonly Float32Array[]): Float32Array {
  const total = new Float32Array(vectors[0]!.length)
  for (const vector of vectors) for (let i = 0; i < total.length; i += 1) total[i]! += vector[i]!
  return total
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!
  return sum
}
