/** A mark between clauses, with the first letter of what follows: without it «3,» may become «3,5». */
const MARK = /(?:[,;]|\s[–—])\s+(?=\S)/gu
/** «e.g.,», «Inc.,»: no clause ends there. */
const ABBREVIATED = /\.$/
/** «3, 4 and 5», «May 3, 2024». */
const NUMBER = { before: /\d$/, after: /^\d/ }
/** «Ash, Elm and Oak», «Lisbon, Portugal»; «I» is no name. */
const NAME = { before: /(?:^|\s)\p{Lu}[\p{L}’'-]*$/u, after: /^(?!I(?:\b|['’]))\p{Lu}/u }
const PAIRS = ['()', '[]', '«»', '“”'] as const

/**
 * Offset behind the last clause of a sentence that is still being written at which speaking may begin: behind a comma, a semicolon or a dash, with
 * at least `fewestWords` before it, and never inside a number, names in a row, brackets, quotation marks or behind an abbreviation.
 */
export function clauseEnd(text: string, fewestWords: number): number | undefined {
  let end: number | undefined
  for (const match of text.matchAll(MARK)) {
    const before = text.slice(0, match.index)
    const after = text.slice(match.index + match[0].length)
    if (isWhole(before, after) && (before.match(/\S*[\p{L}\p{N}]\S*/gu)?.length ?? 0) >= fewestWords) end = match.index + match[0].length
  }
  return end
}

function isWhole(before: string, after: string): boolean {
  if (ABBREVIATED.test(before)) return false
  if ([NUMBER, NAME].some((kind) => kind.before.test(before) && kind.after.test(after))) return false
  return PAIRS.every(([open, close]) => count(before, open!) === count(before, close!)) && count(before, '"') % 2 === 0
}

function count(text: string, mark: string): number {
  return text.split(mark).length - 1
}
