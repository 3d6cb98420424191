import { numberToWords } from './number-words.ts'

/** What people write in two ways, as one. */
const SAME: Record<string, string> = { mr: 'mister', mrs: 'missus', dr: 'doctor', st: 'saint', ok: 'okay', alright: 'all right' }

/** Words of a transcript as they are compared: lower case, no punctuation, digits and hyphens spelt out. */
export function normaliseTranscript(text: string): string[] {
  return text
    .toLowerCase()
    .normalize('NFKC')
    .replace(/[‘’]/g, "'")
    .replace(/(\d[\d,]*(?:\.\d+)?)\s?%/g, '$1 percent')
    .replace(/\d[\d,]*(?:\.\d+)?/g, (digits) => ` ${numberToWords(digits.replace(/,$/, ''))} `)
    .replace(/-/g, ' ')
    .replace(/[^\p{L}\p{N}'\s]/gu, ' ')
    .split(/\s+/)
    .map((word) => word.replace(/^'+|'+$/g, ''))
    .flatMap((word) => (SAME[word] ?? word).split(' '))
    .filter(Boolean)
}

/** The transcriber learned from old books. */
const OLD_SPELLINGS: readonly [RegExp, string][] = [
  [/\b(to)-(day|morrow|night)\b/gi, '$1$2'],
  [/\b(good)-(bye)\b/gi, '$1$2'],
  [/\b(every|any|no|some) (body|thing|where)\b/gi, '$1$2'],
]

/** A transcript as one would write it: no doubled commas, a capital after every full stop, words in one as they are today. */
export function tidyTranscript(text: string): string {
  return OLD_SPELLINGS.reduce((today, [old, spelling]) => today.replace(old, spelling), text)
    .replace(/\s+/g, ' ')
    .replace(/ ([,.?!])/g, '$1')
    .replace(/,(?: ?,)+/g, ',')
    .replace(/,+([.?!])/g, '$1')
    .replace(/(^|[.?!]\s+)(\p{Ll})/gu, (_, before: string, letter: string) => before + letter.toUpperCase())
    .trim()
}

export interface WordErrors {
  /** Substitutions, insertions and deletions. */
  errors: number
  /** In the reference. */
  words: number
  /** errors / words; over 1 when much was invented. */
  rate: number
}

/** Word error rate: the edit distance of the words over the number of words in the reference. */
export function wordErrorRate(reference: string, hypothesis: string): WordErrors {
  const expected = normaliseTranscript(reference)
  const heard = normaliseTranscript(hypothesis)
  let row = Array.from({ length: heard.length + 1 }, (_, i) => i)
  for (const [i, word] of expected.entries()) {
    const next = [i + 1]
    for (const [j, other] of heard.entries()) {
      next.push(Math.min((row[j] as number) + (word === other ? 0 : 1), (row[j + 1] as number) + 1, (next[j] as number) + 1))
    }
    row = next
  }
  const errors = row.at(-1) as number
  return { errors, words: expected.length, rate: expected.length ? errors / expected.length : errors ? 1 : 0 }
}
