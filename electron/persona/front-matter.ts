import { UnderstudyError } from '../contract/errors.ts'

export type FrontMatter = { fields: Record<string, string>; body: string }

const FENCE = /^---[ \t]*\r?\n/
const CLOSING_FENCE = /^---[ \t]*(?:\r?\n|$)/m

/**
 * Splits `---`-fenced `key: value` lines from a document. Values are plain text up to the line's end, so that
 * titles may hold colons and quotes. A document without a fence has no fields.
 */
export function parseFrontMatter(source: string): FrontMatter {
  const text = source.replace(/^\uFEFF/, '')
  const opening = FENCE.exec(text)
  if (!opening) return { fields: {}, body: text }
  const rest = text.slice(opening[0].length)
  const closing = CLOSING_FENCE.exec(rest)
  if (!closing) throw new UnderstudyError('persona_invalid', 'Close the front matter of the document with a line of three dashes.')
  const fields: Record<string, string> = {}
  for (const line of rest.slice(0, closing.index).split(/\r?\n/)) {
    if (line.trim() === '') continue
    const colon = line.indexOf(':')
    if (colon < 1) throw new UnderstudyError('persona_invalid', 'Write each line of the front matter as «key: value».')
    fields[line.slice(0, colon).trim()] = line.slice(colon + 1).trim()
  }
  return { fields, body: rest.slice(closing.index + closing[0].length) }
}
