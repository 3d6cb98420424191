import type { RefusalReason } from '../../../contract/guard.ts'

/** Matched against a reading: lower-case words without accents and punctuation, single spaces. */
export interface Rule {
  reason: RefusalReason
  pattern: RegExp
  /** Where this holds too, the pattern meant something harmless. */
  unless?: RegExp
}

/** A pattern over whole words; spaces in `source` are single spaces of a reading. */
export function wordsPattern(source: string): RegExp {
  return new RegExp(`(?<!\\S)(?:${source})(?!\\S)`)
}

/** Up to `most` words of any kind, each with the space after it. */
export function gap(most: number): string {
  return `(?:\\S+ ){0,${most}}`
}

export function oneOf(listed: string): string {
  return `(?:${listed.trim().split(/\s*,\s*|\n/).join('|')})`
}
