import { claimsOf } from './claims.ts'
import { contentStems, stem, words } from './terms.ts'

/** How much two sentences must share to be about the same: topic words, and their share of the smaller sentence's, what is counted aside. */
export type Likeness = { fewestShared: number; share: number }

const STRICT: Likeness = { fewestShared: 3, share: 0.6 }
const NEGATIONS = new Set(
  'no not never nobody none neither nor without dont doesnt didnt isnt arent wasnt werent wont wouldnt cant couldnt shouldnt mustnt hasnt havent hadnt cannot'.split(' '),
)
/** Words after a negation for which it holds. */
const REACH = 4

/**
 * Whether two sentences say different things about the same: other numbers of the same kind, or one denies what the other says.
 * @param denied how alike two sentences must be for one to deny the other; numbers always take the strictest
 */
export function conflict(a: string, b: string, denied: Likeness = STRICT): boolean {
  const stemsA = topicOf(a)
  const stemsB = topicOf(b)
  const shared = new Set([...stemsA].filter((one) => stemsB.has(one)))
  const alike = ({ fewestShared, share }: Likeness): boolean => shared.size >= fewestShared && shared.size >= share * Math.min(stemsA.size, stemsB.size)
  return (alike(STRICT) && numbersDiffer(a, b)) || (alike(denied) && isDenied(a, shared) !== isDenied(b, shared))
}

function topicOf(text: string): Set<string> {
  const counted = countedThings(text)
  return new Set([...contentStems(text)].filter((one) => !/\d/.test(one) && !counted.has(one)))
}

function numbersDiffer(a: string, b: string): boolean {
  const countsA = countedThings(a)
  return [...countedThings(b)].some(([thing, number]) => countsA.has(thing) && countsA.get(thing) !== number)
}

/** What is counted in a text, by the stem of the word behind the number: `euro` → `9`. */
function countedThings(text: string): Map<string, string> {
  const counted = new Map<string, string>()
  const spoken = words(text.replace(/(\d),(?=\d{3}\b)/g, '$1'))
  spoken.forEach((word, i) => {
    const [number] = claimsOf(word).numbers
    const thing = spoken[i + 1]
    if (number !== undefined && thing !== undefined && !/^\d/.test(thing)) counted.set(stem(thing), number)
  })
  return counted
}

/** Whether a negation reaches one of the words. «Not until May» denies nothing. */
function isDenied(text: string, about: ReadonlySet<string>): boolean {
  const spoken = words(text)
  if (spoken.includes('until')) return false
  return spoken.some((word, i) => NEGATIONS.has(word) && spoken.slice(i + 1, i + 1 + REACH).some((next) => about.has(stem(next))))
}
