import { numberToWords, ordinalToWords, yearToWords } from './number-words.ts'

const MONTHS = 'January February March April May June July August September October November December'.split(' ')
const CURRENCIES: Record<string, [one: string, many: string, cent: string]> = {
  $: ['dollar', 'dollars', 'cent'],
  '€': ['euro', 'euros', 'cent'],
  '£': ['pound', 'pounds', 'penny'],
}
const SCALES: Record<string, string> = { k: 'thousand', m: 'million', bn: 'billion', b: 'billion' }
const NUMBER = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?`

type Rule = [pattern: RegExp, spoken: string | ((...groups: string[]) => string)]

/** In this order: what is marked up first, then what gives a number its meaning, bare numbers last. */
const RULES: Rule[] = [
  [/```[\s\S]*?(?:```|$)/g, ' '],
  [/<\/?[a-z][^>]*>/gi, ' '],
  [/!?\[([^\]]*)\]\([^)]*\)/g, '$1'],
  [/\[\d+(?:\s*,\s*\d+)*\]/g, ''],
  [/^\s{0,3}(?:#{1,6}|>|[-*+]|\d{1,2}[.)])\s+/gm, ''],
  [/([\p{L}\p{N}])[^\S\n]*\n\s*/gu, '$1. '],
  [/(\*\*|__|~~|`)(.+?)\1/g, '$2'],
  [/(^|\W)[*_](\S(?:.*?\S)?)[*_](?=\W|$)/g, '$1$2'],
  [/\b(?:https?:\/\/|www\.)([\w.-]+)\S*?(?=[.,;:!?)]*(?:\s|$))/g, (host) => host.replace(/^www\./, '').replaceAll('.', ' dot ')],
  [/\b([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)\b/g, (user, host) => `${user} at ${host}`.replaceAll('.', ' dot ')],
  [/\b(\d{4})-(\d{2})-(\d{2})\b/g, (year, month, day) => spokenDate(year, MONTHS[Number(month) - 1], day)],
  [/\b(\d{1,2})(?:st|nd|rd|th)?\s+(January|February|March|April|May|June|July|August|September|October|November|December)(?:,?\s+(\d{4}))?\b/g, (day, month, year) => spokenDate(year, month, day)],
  [/\b(January|February|March|April|May|June|July|August|September|October|November|December)\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?\b/g, (month, day, year) => spokenDate(year, month, day)],
  [new RegExp(String.raw`([$€£])\s?(${NUMBER})(?:\s?(k|m|bn|b|thousand|million|billion|trillion)\b)?`, 'gi'), spokenMoney],
  [new RegExp(String.raw`\b(${NUMBER})\s?(k|m|bn)\b(?!\w)`, 'g'), (number, scale) => `${numberToWords(number)} ${SCALES[scale]}`],
  [new RegExp(String.raw`\b(${NUMBER})\s?%`, 'g'), (number) => `${numberToWords(number)} percent`],
  [/\b(\d{1,2}):(\d{2})(?:\s?([ap])\.?m\b\.?)?/gi, spokenTime],
  [/\b24\/7\b/g, 'twenty-four seven'],
  [/\b(\d+)(?:st|nd|rd|th)\b/g, (number) => ordinalToWords(number)],
  [/\b(\d{4})s\b/g, (year) => `${yearToWords(year)}s`.replace(/ys$/, 'ies')],
  [/\b((?:1[1-9]|20)\d{2})\s?[–-]\s?((?:1[1-9]|20)?\d{2})\b/g, (from, to) => `${yearToWords(from)} to ${to.length === 4 ? yearToWords(to) : numberToWords(to)}`],
  [/\b((?:19|20)\d{2})\b(?![,.]\d)/g, (year) => yearToWords(year)],
  [new RegExp(String.raw`\b(${NUMBER})\s?[–-]\s?(${NUMBER})\b`, 'g'), (from, to) => `${numberToWords(from)} to ${numberToWords(to)}`],
  [/\be\.g\.,?/gi, 'for example,'],
  [/\bi\.e\.,?/gi, 'that is,'],
  [/\betc\./gi, 'et cetera.'],
  [/\bvs\.?(?=\s)/gi, 'versus'],
  [/\bapprox\.?(?=\s)/gi, 'approximately'],
  [/\bNo\.\s?(?=\d)/g, 'number '],
  [/\bDr\.(?=\s)/g, 'Doctor'],
  [/\bProf\.(?=\s)/g, 'Professor'],
  [/\bMr\.(?=\s)/g, 'Mister'],
  [/\bMrs\.(?=\s)/g, 'Missus'],
  [/\bMs\.(?=\s)/g, 'Miz'],
  [new RegExp(String.raw`(?<![\w.])[-−](${NUMBER})`, 'g'), (number) => `minus ${numberToWords(number)}`],
  [new RegExp(String.raw`(?<![A-Za-z])(${NUMBER})(?![A-Za-z\d])`, 'g'), (number) => numberToWords(number)],
  [/&/g, ' and '],
  [/\s\+\s/g, ' plus '],
  [/\s=\s/g, ' equals '],
  [/\band\/or\b/gi, 'and or'],
  [/(\w)\/(\w)/g, '$1 or $2'],
  [/@/g, ' at '],
  [/\s[–—-]+\s|—/g, ', '],
  [/(?:…|\.{2,})\s*$/g, '.'],
  [/…|\.{2,}/g, ', '],
]

/**
 * Text as it is spoken, in plain ASCII for the voices: numbers, money, dates and times as words,
 * links as their host, no Markdown, citation markers, emoji or control characters.
 */
export function speakable(text: string): string {
  let spoken = text.normalize('NFKC').replace(/[\u2010\u2011]/g, '-').replace(/[‘’ʼ]/g, "'").replace(/[“”„«»]/g, '"')
  for (const [pattern, replacement] of RULES) {
    spoken =
      typeof replacement === 'string'
        ? spoken.replace(pattern, replacement)
        : spoken.replace(pattern, (_match: string, ...groups: unknown[]) => replacement(...groups.filter((g): g is string => typeof g === 'string' || g === undefined).slice(0, 3)))
  }
  return toAscii(spoken)
    .replace(/["()[\]{}<>*_#~^|\\`]/g, ' ')
    .replace(/\s+([.,;:!?])/g, '$1')
    .replace(/([,;:])(?:\s*[,;:])+/g, '$1')
    .replace(/[,;:]+([.!?])/g, '$1')
    .replace(/^[\s.,;:!?-]+/, '')
    .replace(/\s+/g, ' ')
    .trim()
}

function spokenDate(year: string | undefined, month: string | undefined, day: string): string {
  return [month, ordinalToWords(day)].join(' ') + (year ? `, ${yearToWords(year)}` : '')
}

function spokenMoney(symbol: string, amount: string, scale?: string): string {
  const [one, many, cent] = CURRENCIES[symbol] as [string, string, string]
  if (scale) return `${numberToWords(amount)} ${SCALES[scale.toLowerCase()] ?? scale} ${many}`
  const [whole = '0', cents = ''] = amount.replaceAll(',', '').split('.')
  const unit = Number(whole) === 1 ? one : many
  if (cents.length !== 2 || cents === '00') return `${numberToWords(cents === '00' ? whole : amount)} ${unit}`
  const plural = Number(cents) === 1 ? cent : cent === 'penny' ? 'pence' : `${cent}s`
  const small = `${numberToWords(String(Number(cents)))} ${plural}`
  return Number(whole) === 0 ? small : `${numberToWords(whole)} ${unit} and ${small}`
}

function spokenTime(hour: string, minute: string, half?: string): string {
  const minutes = minute === '00' ? (half ? '' : "o'clock") : Number(minute) < 10 ? `oh ${numberToWords(String(Number(minute)))}` : numberToWords(minute)
  return [numberToWords(hour), minutes, half && `${half.toUpperCase()} M`].filter(Boolean).join(' ')
}

/** Accents off; what has no ASCII form is left out. */
function toAscii(text: string): string {
  return text
    .replace(/ß/g, 'ss')
    .replace(/[æÆ]/g, 'ae')
    .replace(/[œŒ]/g, 'oe')
    .replace(/[øØ]/g, 'o')
    .replace(/[łŁ]/g, 'l')
    .replace(/[–—−]/g, '-')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/g, ' ')
}
