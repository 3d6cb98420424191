import { claimsOf } from './claims.ts'
import { contentStems, stem, words } from './terms.ts'

/** Of the smaller sentence's topic words, those that are counted aside, how many both must have to speak of the same thing. */
const STRICT = { fewestShared: 3, share: 0.6 }
const NEGATION = /\b(?:no|not|never|nobody|nothing|none|neither|nor|without|\w+nt|cannot|stop(?:s|ped)?|drop(?:s|ped|ping)?|end(?:s|ed)|no longer)\b/

/** Whether two sentences say different things about the same: other numbers of the same kind, or one denies what the other says. */
export function conflict(a: string, b: string, { fewestShared, share } = STRICT): boolean {
  const stemsA = topicOf(a)
  const stemsB = topicOf(b)
  const shared = [...stemsA].filter((one) => stemsB.has(one)).length
  if (shared < fewestShared || shared < share * Math.min(stemsA.size, stemsB.size)) return false
  return numbersDiffer(a, b) || isDenied(a) !== isDenied(b)
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

function isDenied(text: string): boolean {
  return NEGATION.test(words(text).join(' '))
}
