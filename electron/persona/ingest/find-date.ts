const MONTH_NAMES = 'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?'
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const SEPARATOR = '[-_. /]'

/** In order: what is surest comes first. Each names the groups y, m (number or name) and d. */
const PATTERNS: readonly RegExp[] = [
  new RegExp(`(?<!\\d)(?<y>(?:19|20)\\d\\d)${SEPARATOR}(?<m>0?[1-9]|1[0-2])${SEPARATOR}(?<d>0?[1-9]|[12]\\d|3[01])(?!\\d)`),
  /(?<!\d)(?<y>(?:19|20)\d\d)(?<m>0[1-9]|1[0-2])(?<d>0[1-9]|[12]\d|3[01])(?!\d)/,
  new RegExp(`\\b(?<d>0?[1-9]|[12]\\d|3[01])(?:st|nd|rd|th)?(?: of)?[-_. ]+(?<m>${MONTH_NAMES})\\.?[-_., ]+(?<y>(?:19|20)\\d\\d)(?!\\d)`, 'i'),
  new RegExp(`\\b(?<m>${MONTH_NAMES})\\.?[-_. ]+(?<d>0?[1-9]|[12]\\d|3[01])(?:st|nd|rd|th)?[-_., ]+(?<y>(?:19|20)\\d\\d)(?!\\d)`, 'i'),
  new RegExp(`(?<![a-z])(?<m>${MONTH_NAMES})\\.?[-_., ]+(?<y>(?:19|20)\\d\\d)(?!\\d)`, 'i'),
  new RegExp(`(?<!\\d)(?<y>(?:19|20)\\d\\d)[-_., ]+(?<m>${MONTH_NAMES})(?![a-z])`, 'i'),
  /(?<!\d)(?<y>(?:19|20)\d\d)[-_.](?<m>0[1-9]|1[0-2])(?![-_.]?\d)/,
]

/** The first date which a short text names, ISO, the day left out where it is not named. Never a guess between day and month. */
export function findDate(text: string): string | undefined {
  for (const pattern of PATTERNS) {
    const groups = pattern.exec(text)?.groups
    if (!groups) continue
    const { y, m = '', d } = groups
    const month = /^\d/.test(m) ? Number(m) : MONTHS.indexOf(m.slice(0, 3).toLowerCase()) + 1
    const date = [y, String(month).padStart(2, '0'), ...(d ? [d.padStart(2, '0')] : [])].join('-')
    if (isDate(date)) return date
  }
  return undefined
}

/** Of a date in any form which a program writes (front matter, mail header, PDF, ISO). */
export function dateOf(value: unknown): string | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString().slice(0, 10)
  if (typeof value !== 'string') return undefined
  const pdf = /^D:(\d{4})(\d\d)?(\d\d)?/.exec(value)
  return findDate(pdf ? [pdf[1], pdf[2] ?? '01', pdf[3] ?? '01'].join('-') : value)
}

/** Whether a short text is a date and hardly anything else, as letters begin. */
export function isDateLine(text: string): boolean {
  return text.length <= 60 && findDate(text) !== undefined && text.replace(/[\d\s.,/-]+/g, ' ').trim().split(' ').length <= 4
}

function isDate(iso: string): boolean {
  const parsed = new Date(iso.length === 7 ? `${iso}-01` : iso)
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(iso)
}
