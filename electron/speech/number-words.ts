const ONES = 'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' ')
const TENS = 'zero ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')
const SCALES = ['', 'thousand', 'million', 'billion', 'trillion']
const ORDINALS: Record<string, string> = {
  one: 'first', two: 'second', three: 'third', five: 'fifth', eight: 'eighth', nine: 'ninth', twelve: 'twelfth',
}

/** English words of a decimal number written with digits, thousands commas and one decimal point. */
export function numberToWords(digits: string): string {
  const [whole = '', fraction] = digits.replaceAll(',', '').split('.')
  const isCode = whole.length > 1 && whole.startsWith('0')
  const spoken = isCode || whole.length > SCALES.length * 3 ? digitByDigit(whole) : integerToWords(Number(whole))
  return fraction ? `${spoken} point ${digitByDigit(fraction)}` : spoken
}

/** «21» → twenty-first */
export function ordinalToWords(digits: string): string {
  const words = integerToWords(Number(digits))
  const [, before = '', last = ''] = /^(.*?)([a-z]+)$/.exec(words) ?? []
  return before + (ORDINALS[last] ?? (last.endsWith('y') ? `${last.slice(0, -1)}ieth` : `${last}th`))
}

/** «1998» → nineteen ninety-eight, «2007» → two thousand seven, «2026» → twenty twenty-six */
export function yearToWords(digits: string): string {
  const year = Number(digits)
  const century = Math.floor(year / 100)
  const rest = year % 100
  if (digits.length !== 4 || (year >= 2000 && year < 2010) || year % 1000 === 0) return integerToWords(year)
  if (rest === 0) return `${integerToWords(century)} hundred`
  return `${integerToWords(century)} ${rest < 10 ? `oh ${ONES[rest]}` : integerToWords(rest)}`
}

function digitByDigit(digits: string): string {
  return [...digits].map((digit) => ONES[Number(digit)]).join(' ')
}

function integerToWords(value: number): string {
  if (value < 1000) return belowThousand(value)
  const groups: string[] = []
  for (let scale = 0, rest = value; rest > 0; scale++, rest = Math.floor(rest / 1000)) {
    if (rest % 1000) groups.unshift([belowThousand(rest % 1000), SCALES[scale]].filter(Boolean).join(' '))
  }
  return groups.join(' ')
}

function belowThousand(value: number): string {
  if (value < 20) return ONES[value] as string
  const rest = value % 100
  if (value < 100) return (TENS[Math.floor(value / 10)] as string) + (value % 10 ? `-${ONES[value % 10]}` : '')
  return `${ONES[Math.floor(value / 100)]} hundred` + (rest ? ` and ${belowThousand(rest)}` : '')
}
