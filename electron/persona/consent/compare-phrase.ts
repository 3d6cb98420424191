import { words } from '../terms.ts'

/** Of the phrase's words, how many must have been heard, in order. */
const ACCEPTED_SHARE = 0.8
/** The same of the words after the colon: they alone differ from phrase to phrase, and an old recording has others. */
const ACCEPTED_CHANCE_SHARE = 0.7

const NUMBERS = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ')

/** A word of the phrase as it is shown, and whether it was read aloud. */
export interface PhraseWord {
  word: string
  heard: boolean
}

/**
 * The words of `phrase`, each with whether it occurs in `transcript` in its order, as speech recognition heard it. Case,
 * punctuation, digits for number words and slight mishearings don't count.
 */
export function heardWords(phrase: string, transcript: string): PhraseWord[] {
  const shown = phrase.split(/\s+/).filter(Boolean)
  // «well-known» is one word on the screen and two in the ear.
  const parts = shown.flatMap((word, index) => spokenWords(word).map((part) => ({ part, index })))
  const found = commonSubsequence(
    parts.map(({ part }) => part),
    spokenWords(transcript),
  )
  const missed = new Set(parts.filter((_, place) => !found.has(place)).map(({ index }) => index))
  return shown.map((word, index) => ({ word, heard: !missed.has(index) }))
}

/** The share (0–1) of the phrase's words that were heard. */
export function matchedShare(phrase: string, transcript: string): number {
  const wanted = spokenWords(phrase)
  return wanted.length === 0 ? 0 : commonSubsequence(wanted, spokenWords(transcript)).size / wanted.length
}

/** Whether a recording with this transcript is one of the phrase. */
export function isPhraseRead(phrase: string, transcript: string): boolean {
  const chanceWords = phrase.slice(phrase.indexOf(':') + 1)
  return matchedShare(phrase, transcript) >= ACCEPTED_SHARE && matchedShare(chanceWords, transcript) >= ACCEPTED_CHANCE_SHARE
}

function spokenWords(text: string): string[] {
  return words(text).map((word) => NUMBERS[Number(word)] ?? word)
}

/** Places in `a` of a longest sequence that occurs in `b` too. */
function commonSubsequence(a: readonly string[], b: readonly string[]): Set<number> {
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0))
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i]![j] = sameWord(a[i]!, b[j]!) ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!)
    }
  }
  const places = new Set<number>()
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (sameWord(a[i]!, b[j]!)) {
      places.add(i)
      i += 1
      j += 1
    } else if (lengths[i + 1]![j]! >= lengths[i]![j + 1]!) i += 1
    else j += 1
  }
  return places
}

/** Alike but for one letter, or an ending, in words long enough that this doesn't make another word of the list. */
function sameWord(a: string, b: string): boolean {
  if (a === b) return true
  const shorter = Math.min(a.length, b.length)
  if (shorter < 4 || Math.abs(a.length - b.length) > 2) return false
  if (a.startsWith(b) || b.startsWith(a)) return true
  return shorter >= 5 && withinOneEdit(a, b)
}

function withinOneEdit(a: string, b: string): boolean {
  let start = 0
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start += 1
  const [restA, restB] = [a.slice(start), b.slice(start)]
  return restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1)
}
