import { words } from './terms.ts'

/** What of a sentence can be checked word by word. Numbers are in digits, however they were written. */
export type Claims = { numbers: Set<string>; names: Set<string> }

const SMALL = 'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' ')
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')
const SCALES: Record<string, number> = { hundred: 100, thousand: 1000, million: 1_000_000 }

const DIGITS = /\d+(?:[.,]\d+)*/g
/** A capital that no sentence's start explains. */
const NAME = /(?<=[\p{L}\p{N},;)»”’%] )\p{Lu}[\p{L}\p{N}’'-]+/gu

export function claimsOf(text: string): Claims {
  const numbers = new Set<string>()
  for (const [digits] of text.matchAll(DIGITS)) numbers.add(digits.replace(/,(?=\d{3}\b)/g, ''))
  for (const number of numbersInWords(words(text))) numbers.add(String(number))
  const names = new Set<string>()
  for (const [name] of text.matchAll(NAME)) if (!/^I(?:['’]|$)/.test(name)) names.add(name.replace(/['’]s?$/, ''))
  return { numbers, names }
}

/** «two hundred» is one number; «one» alone is mostly a pronoun and claims nothing. */
function numbersInWords(spoken: readonly string[]): number[] {
  const numbers: number[] = []
  let value: number | null = null
  const close = (): void => {
    if (value !== null && value !== 1) numbers.push(value)
    value = null
  }
  for (const word of spoken) {
    const small = SMALL.indexOf(word)
    const tens = TENS.indexOf(word)
    const scale = SCALES[word]
    if (scale !== undefined) value = (value ?? 1) * scale
    else if (tens >= 0) {
      if (value !== null && value % 100 !== 0) close()
      value = (value ?? 0) + (tens + 2) * 10
    } else if (small >= 0) {
      const joins = value !== null && (value % 100 === 0 || (small < 10 && value % 10 === 0 && value % 100 >= 20))
      if (!joins) close()
      value = (value ?? 0) + small
    } else close()
  }
  close()
  return numbers
}
