import type { Block, ReadResult, StatedFacts } from './blocks.ts'
import { cleanText } from './clean-text.ts'
import { dateOf } from './find-date.ts'
import { joinLines, lexiconOf } from './join-lines.ts'

const BULLET = /^\s*(?:[-*•–◦▪·]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+/
const UNDERLINE = /^\s*([=\-~*_])\1{2,}\s*$/
const MAIL_HEADER = /^(from|to|cc|bcc|date|sent|subject|re|reply-to|importance|attachments?):\s*(.*)$/i
/** Lines that reach this share of the longest were wrapped by a program. */
const WRAPPED_SHARE = 0.6
const LONGEST_WRAPPED = 120
const NARROWEST_WRAPPED = 30
/** A line that, with the next word, comes this near to the width was broken by a program. */
const FULL_SHARE = 0.85
const HEADING_WORDS = 10

/** Plain text: paragraphs by empty lines, wrapped lines joined, a mail's head taken as facts. */
export function readText(source: string): ReadResult {
  const lines = cleanText(source).split('\n').map((line) => line.trimEnd())
  const { stated, rest } = takeMailHead(lines)
  const chunks = chunksOf(rest)
  const lexicon = lexiconOf(rest)
  const wrapWidth = wrapWidthOf(chunks)
  const blocks = chunks.flatMap((chunk, index) => blocksOf(chunk, { lexicon, wrapWidth, next: chunks[index + 1] }))
  return { blocks, stated }
}

/** The lines «From: …», «Subject: …» with which a saved mail or memo begins. */
function takeMailHead(lines: readonly string[]): { stated: StatedFacts; rest: string[] } {
  const start = lines.findIndex((line) => line.trim() !== '')
  const fields = new Map<string, string>()
  let at = start < 0 ? lines.length : start
  for (; at < lines.length; at += 1) {
    const match = MAIL_HEADER.exec(lines[at]!.trim())
    if (!match) break
    fields.set(match[1]!.toLowerCase(), match[2]!.trim())
  }
  if (fields.size < 2) return { stated: {}, rest: [...lines] }
  const title = (fields.get('subject') ?? fields.get('re') ?? '').replace(/^(?:(?:re|fwd?|aw):\s*)+/i, '')
  const date = dateOf(fields.get('date') ?? fields.get('sent'))
  return { stated: { title: title || undefined, date, audience: fields.get('to') || undefined, kind: 'memo' }, rest: lines.slice(at) }
}

function chunksOf(lines: readonly string[]): string[][] {
  const chunks: string[][] = []
  let chunk: string[] = []
  for (const line of [...lines, '']) {
    if (line.trim() !== '') chunk.push(line)
    else if (chunk.length > 0) {
      chunks.push(chunk)
      chunk = []
    }
  }
  return chunks
}

/** Characters at which lines were broken, or null where every line is a paragraph of its own. */
function wrapWidthOf(chunks: readonly string[][]): number | null {
  const inner = chunks.flatMap((chunk) => chunk.slice(0, -1)).filter((line) => !BULLET.test(line))
  if (inner.length < 2) return null
  const lengths = inner.map((line) => line.length).sort((a, b) => a - b)
  const longest = lengths[Math.floor(lengths.length * 0.95)]!
  const median = lengths[Math.floor(lengths.length / 2)]!
  const ended = inner.filter((line) => /[.!?:;]["»”’)]*$/.test(line)).length
  return longest <= LONGEST_WRAPPED && longest >= NARROWEST_WRAPPED && median >= longest * WRAPPED_SHARE && ended <= inner.length * WRAPPED_SHARE ? longest : null
}

interface Setting {
  lexicon: ReadonlySet<string>
  wrapWidth: number | null
  next: string[] | undefined
}

function blocksOf(chunk: readonly string[], { lexicon, wrapWidth, next }: Setting): Block[] {
  const blocks: Block[] = []
  let lines: string[] = []
  let isItem = false
  const flush = (): void => {
    const text = joinLines(lines, lexicon)
    lines = []
    if (text !== '') blocks.push({ kind: isItem ? 'item' : 'paragraph', text })
    isItem = false
  }
  chunk.forEach((line, index) => {
    if (UNDERLINE.test(line)) return
    if (UNDERLINE.test(chunk[index + 1] ?? '') && lines.length === 0) {
      blocks.push({ kind: 'heading', level: (chunk[index + 1] ?? '').includes('=') ? 1 : 2, text: line.trim() })
      return
    }
    const bullet = BULLET.exec(line)
    if (bullet) {
      flush()
      isItem = true
      lines.push(line.slice(bullet[0].length).trim())
      return
    }
    // A line that ends well before the margin was ended by the writer.
    const previous = chunk[index - 1]
    const fills = wrapWidth !== null && previous !== undefined && previous.length + firstWordOf(line).length >= wrapWidth * FULL_SHARE
    if (lines.length > 0 && !fills && !/^\p{Ll}/u.test(line) && !(isItem && /^\s/.test(line))) flush()
    lines.push(line.trim())
  })
  flush()
  const only = blocks.length === 1 && chunk.length === 1 ? blocks[0]! : null
  if (only?.kind === 'paragraph' && isHeading(only.text, next)) return [{ kind: 'heading', level: 2, text: sentenceCase(only.text) }]
  return blocks
}

/** A short line by itself, without an end, above a text: what a writer without styles means by a heading. */
function isHeading(text: string, next: readonly string[] | undefined): boolean {
  if (!next || text.split(' ').length > HEADING_WORDS || /[.!:;,…]$/.test(text)) return false
  if (/^(?:dear|hi|hello|best|regards|thanks|yours|sincerely)\b/i.test(text)) return false
  const below = next.join(' ')
  return below.split(' ').length > HEADING_WORDS && /[.!?:]/.test(below)
}

function sentenceCase(text: string): string {
  return text === text.toUpperCase() && /\p{L}{4}/u.test(text) ? text.charAt(0) + text.slice(1).toLowerCase() : text
}

function firstWordOf(line: string): string {
  return line.trim().split(' ')[0] ?? ''
}
