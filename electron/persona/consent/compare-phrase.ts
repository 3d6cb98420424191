import { words } from '../terms.ts'

/** Of the phrase's words, how many must have been heard, in order. */
const ACCEPTED_SHARE = 0.8
/** The same of the words after the colon: they alone differ from phrase to phrase, and an old recording has others. */
const ACCEPTED_CHANCE_SHARE = 0.7

const NUMBERS = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ')

/**
 * How much of `phrase` was read aloud, as speech recognition heard it: the share (0–1) of its words that occur in
 * `transcript` in the same order. Case, punctuation, digits for number words and slight mishearings don't count.
 */
export function matchedShare(phrase: string, transcript: string): number {
  const wanted = spokenWords(phrase)
  const heard = spokenWords(transcript)
  return wanted.length === 0 ? 0 : longestCommonSubsequence(wanted, heard) / wanted.length
}

/** Whether a recording with this transcript is one of the phrase. */
export function isPhraseRead(phrase: string, transcript: string): boolean {
  const chanceWords = phrase.slice(phrase.indexOf(':') + 1)
  return matchedShare(phrase, transcript) >= ACCEPTED_SHARE && matchedShare(chanceWords, transcript) >= ACCEPTED_CHANCE_SHARE
}

function spokenWords(text: string): string[] {
  return words(text).map((word) => NUMBERS[Number(word)] ?? word)
}

function longestCommonSubsequence(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0)
  for (const word of a) {
    const next = [0]
    for (let j = 1; j <= b.length; j += 1) {
      next.push(sameWord(word, b[j - 1]!) ? row[j - 1]! + 1 : Math.max(row[j]!, next[j - 1]!))
    }
    row = next
  }
  return row[b.length]!
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
