import { stem, words } from '../terms.ts'
import { COMMON_WORDS, GUARD_WORDS, HEARD_AS } from './lexicon.ts'

/** Letters of other scripts and signs that pass for Latin ones. */
const LOOKALIKES: Record<string, string> = {
  а: 'a', е: 'e', о: 'o', р: 'p', с: 'c', у: 'y', х: 'x', і: 'i', ј: 'j', ѕ: 's', ԁ: 'd', һ: 'h', ո: 'n', в: 'b', м: 'm', т: 't', к: 'k', н: 'h',
  α: 'a', β: 'b', ε: 'e', ι: 'i', κ: 'k', ν: 'v', ο: 'o', ρ: 'p', τ: 't', υ: 'u', χ: 'x', ı: 'i', ß: 'ss', ł: 'l', ø: 'o', æ: 'ae', œ: 'oe',
}
const DIGIT_LETTERS: Record<string, string> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', 8: 'b', 9: 'g', '@': 'a', $: 's', '!': 'i', '|': 'i', '+': 't' }
/** Marks of combination and characters that are not seen. */
const UNSEEN = /[\u0300-\u036f\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u{e0000}-\u{e007f}]/gu
const BASE64 = /(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/_-]{16,}={0,2}/g
const HEX = /\b(?:[0-9a-f]{2}[ :]?){8,}\b/gi
const LONGEST_READ = 20_000
const SHORTEST_MENDED = 7

/**
 * All the ways in which a text may be meant to be read, each as lower-case words with single spaces: as it stands, with spaced-out
 * letters joined, digits read as letters, what speech recognition tore apart put together, and what is hidden in it (base64,
 * hexadecimal, backwards, ROT13) opened. The first is the text as it stands.
 */
export function readingsOf(text: string): string[] {
  const raw = text.slice(0, LONGEST_READ)
  const folded = fold(raw)
  const plain = plainWords(folded)
  const mended = mend(plain.split(' ')).join(' ')
  const unhidden = hiddenTexts(raw).map((hidden) => plainWords(fold(hidden)))
  const backwards = plainWords([...folded].reverse().join(''))
  const rotated = plain.replace(/[a-z]/g, (letter) => String.fromCharCode(((letter.charCodeAt(0) - 84) % 26) + 97))
  return [...new Set([plain, mended, ...lettersFor(folded), ...unhidden, backwards, rotated])].filter((reading) => reading !== '')
}

/** One case, one script, no accents, nothing unseen. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(UNSEEN, '')
    .toLowerCase()
    .replace(/[^\p{ASCII}]/gu, (character) => LOOKALIKES[character] ?? character)
    .replace(/['’`´]/g, '')
}

export function plainWords(folded: string): string {
  return folded.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()
}

/** Digits and signs inside of words read as letters, letters that stand alone joined, stretched ones shortened. */
function lettersFor(folded: string): string[] {
  const leet = folded.replace(/[\p{L}\p{N}@$!|+*]+/gu, (token) => {
    if (!/\p{L}/u.test(token) || !/[\d@$!|+*]/.test(token.replace(/[!*]+$/, ''))) return token
    const starred = token.includes('*') ? wordLike(token) : undefined
    return starred ?? token.replace(/[\d@$!|+]/g, (sign) => DIGIT_LETTERS[sign] ?? sign)
  })
  const joined = joinLetters(plainWords(leet))
  const short = joined.replace(/(\p{L})\1{2,}/gu, '$1')
  const doubled = joined.replace(/(\p{L})\1{2,}/gu, '$1$1')
  return [...new Set([joined, short, doubled])].map((reading) => mend(reading.split(' ')).join(' '))
}

function wordLike(starred: string): string | undefined {
  const pattern = new RegExp(`^${starred.replace(/[^\p{L}*]/gu, '').replace(/\*/g, '.')}$`, 'u')
  return GUARD_WORDS.find((word) => pattern.test(word))
}

/** «i g n o r e y o u r» becomes «ignore your». */
function joinLetters(plain: string): string {
  return plain.replace(/(?<!\S)\p{L}(?: \p{L}){2,}(?!\S)/gu, (letters) => segment(letters.replaceAll(' ', '')) ?? letters.replaceAll(' ', ''))
}

/** The fewest known words of which a string of letters consists; undefined where it consists of none. */
function segment(letters: string): string | undefined {
  const best: (string[] | undefined)[] = [[]]
  for (let end = 1; end <= letters.length; end += 1) {
    for (let start = Math.max(0, end - 20); start < end; start += 1) {
      const before = best[start]
      const word = letters.slice(start, end)
      if (before && COMMON_WORDS.has(word) && before.length + 1 < (best[end]?.length ?? Infinity)) best[end] = [...before, word]
    }
  }
  return best[letters.length]?.join(' ')
}

/** What speech recognition and typing make of the words that the rules look for. */
function mend(read: readonly string[]): string[] {
  const heard = HEARD_AS.reduce((text, [wrong, right]) => text.replaceAll(wrong, right), ` ${read.join(' ')} `).trim().split(' ')
  const mended: string[] = []
  for (let i = 0; i < heard.length; i += 1) {
    const word = heard[i]!
    const joined = word + (heard[i + 1] ?? '')
    const torn = i + 1 < heard.length && LONG_WORDS.has(joined) && !(COMMON_WORDS.has(word) && COMMON_WORDS.has(heard[i + 1]!))
    if (torn) i += 1
    mended.push(torn ? joined : misspelt(word))
  }
  return mended
}

const LONG_WORDS = new Set(GUARD_WORDS.filter((word) => word.length >= 5))
const MENDED_WORDS = GUARD_WORDS.filter((word) => word.length >= SHORTEST_MENDED)

function misspelt(word: string): string {
  if (word.length < SHORTEST_MENDED - 1 || COMMON_WORDS.has(word)) return word
  return MENDED_WORDS.find((known) => known[0] === word[0] && Math.abs(known.length - word.length) <= 1 && stem(known) !== stem(word) && isOneOff(known, word)) ?? word
}

/** Whether one letter too many, too few, wrong or two exchanged tell them apart. */
function isOneOff(a: string, b: string): boolean {
  let start = 0
  while (start < a.length && a[start] === b[start]) start += 1
  const restA = a.slice(start)
  const restB = b.slice(start)
  return (
    restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1) ||
    (restA.slice(2) === restB.slice(2) && restA[0] === restB[1] && restA[1] === restB[0])
  )
}

function hiddenTexts(text: string): string[] {
  const opened: string[] = []
  for (const [code] of text.matchAll(BASE64)) opened.push(Buffer.from(code, 'base64').toString('utf8'))
  for (const [code] of text.matchAll(HEX)) opened.push(Buffer.from(code.replace(/[ :]/g, ''), 'hex').toString('utf8'))
  if (/%[0-9a-f]{2}/i.test(text)) opened.push(text.replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16))))
  return opened.filter((hidden) => isText(hidden))
}

/** Whether it was a text: an identifier that merely looks like a code opens to rubbish. */
function isText(hidden: string): boolean {
  const legible = hidden.match(/[\p{L}\p{N}\s.,;:!?'"-]/gu)?.length ?? 0
  return words(hidden).length > 1 && legible >= hidden.length * 0.9
}
