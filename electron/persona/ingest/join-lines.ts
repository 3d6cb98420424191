/** Prefixes that keep their hyphen when a line breaks behind it. */
const KEEPS_HYPHEN = new Set(
  'all anti co cross e ex far first full half high ill in left long low mid multi non off on one part post pre pro re right second self semi short so third three two up well zero four five six seven eight nine ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' '),
)

/** What follows a hyphen that only the line's end made. */
const ENDING = /^(?:n?ers?|ly|ings?|ed|ies|ty|[ts]ions?|ments?|ness|[ai]ble|al|ally|ity|ish|wards?|ful|less|[ae]nce|ous|ive|ic|ists?|ism)$/

/** Every word of a text, lower-case, hyphenated ones whole as well: shows how the author writes a word that a line break divides. */
export function lexiconOf(lines: Iterable<string>): Set<string> {
  const lexicon = new Set<string>()
  for (const line of lines) for (const word of line.toLowerCase().match(/[\p{L}\p{N}]+(?:[-‐][\p{L}\p{N}]+)*(?![\p{L}\p{N}]*[-‐]$)/gu) ?? []) lexicon.add(word.replaceAll('‐', '-'))
  return lexicon
}

/** Lines of one paragraph as one; words divided at a line's end are put together. */
export function joinLines(lines: readonly string[], lexicon: ReadonlySet<string>): string {
  const joined = lines.map((line, i) => {
    const next = lines[i + 1]
    return next === undefined ? line : endBefore(next, line, lexicon)
  })
  return joined.join('').replace(/\s+/g, ' ').trim()
}

/** A line as it stands before the next one: with a space, or without its hyphen. */
function endBefore(nextLine: string, line: string, lexicon: ReadonlySet<string>): string {
  const divided = /([\p{L}\p{N}]+)[-‐]$/u.exec(line)
  const next = /^[\p{L}\p{N}]+/u.exec(nextLine)
  if (!divided || !next) return /\S[-‐–—/]$/.test(line) ? line : `${line} `
  const before = divided[1]!.toLowerCase()
  const after = next[0].toLowerCase()
  if (lexicon.has(before + after)) return line.slice(0, -1)
  // «Smith-\nJones», «2024-\n25», «long-\nterm», and whatever else the author writes with a hyphen elsewhere.
  const keeps = lexicon.has(`${before}-${after}`) || (KEEPS_HYPHEN.has(before) && !ENDING.test(after)) || !/^\p{Ll}/u.test(next[0]) || /\p{N}$/u.test(before)
  return keeps ? line : line.slice(0, -1)
}
