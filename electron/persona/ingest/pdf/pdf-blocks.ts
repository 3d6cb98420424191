import type { Block } from '../blocks.ts'
import { joinLines, lexiconOf } from '../join-lines.ts'
import type { PdfLine } from './pdf-lines.ts'

const BULLET = /^(?:[•–◦▪·‣●○■□*-]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+/
const SENTENCE_END = /[.!?:…]["»”’)\]]*$/
const HEADING_WORDS = 16
/** Shares of the body's font size, or of its leading. */
const HEADING_SIZE = 1.12
const OTHER_SIZE = 0.08
const NOTE_SIZE = 0.92
const PARAGRAPH_GAP = 1.4
const INDENT = 0.8
/** Of a column's width: a line that ends before this was the last of its paragraph. */
const SHORT_LINE = 0.8

/** Paragraphs, items and headings of a document's lines, put together across lines, columns and pages. */
export function blocksOfLines(lines: readonly PdfLine[]): Block[] {
  const body = bodyOf(lines)
  const { text, notes } = apart(lines, body)
  const lexicon = lexiconOf(lines.map((line) => line.text))
  const groups = groupLines(text, body)
  const sizes = [...new Set(groups.filter((group) => isBig(group[0]!, body)).map((group) => group[0]!.fontSize))].sort((a, b) => b - a)
  const blocks = groups.map((group, index) => blockOf(group, groups[index + 1], { body, lexicon, sizes }))
  return [...blocks, ...groupLines(notes, body).map((group): Block => ({ kind: 'paragraph', text: joinLines(group.map((line) => line.text.replace(/^\d{1,3}\s+/, '')), lexicon) }))]
}

interface Body {
  fontSize: number
  fontName: string
  /** From baseline to baseline. */
  leading: number
}

/** How most of the text is set. */
function bodyOf(lines: readonly PdfLine[]): Body {
  const letters = new Map<string, number>()
  for (const line of lines) letters.set(`${line.fontSize}|${line.fontName}`, (letters.get(`${line.fontSize}|${line.fontName}`) ?? 0) + line.text.length)
  const [fontSize = '10', fontName = ''] = ([...letters].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '').split('|')
  const steps = lines.flatMap((line, i) => {
    const step = (lines[i - 1]?.y ?? 0) - line.y
    return lines[i - 1]?.page === line.page && step > 0 && line.fontSize === Number(fontSize) ? [step] : []
  })
  steps.sort((a, b) => a - b)
  return { fontSize: Number(fontSize), fontName, leading: steps[Math.floor(steps.length * 0.4)] ?? Number(fontSize) * 1.2 }
}

/** Footnotes stand below the text of their page in smaller letters, and would break a paragraph that goes on overleaf. */
function apart(lines: readonly PdfLine[], body: Body): { text: PdfLine[]; notes: PdfLine[] } {
  const isSmall = (line: PdfLine): boolean => line.fontSize < body.fontSize * NOTE_SIZE
  const lowest = new Map<number, number>()
  for (const line of lines) if (!isSmall(line)) lowest.set(line.page, Math.min(lowest.get(line.page) ?? Infinity, line.y))
  const isNote = (line: PdfLine): boolean => isSmall(line) && line.y < (lowest.get(line.page) ?? -Infinity) && line.y < line.pageHeight * 0.4
  return { text: lines.filter((line) => !isNote(line)), notes: lines.filter(isNote) }
}

function groupLines(lines: readonly PdfLine[], body: Body): PdfLine[][] {
  const groups: PdfLine[][] = []
  const margins = rightMargins(lines)
  for (const [i, line] of lines.entries()) {
    const group = groups.at(-1)
    if (group && continues(group, line, body, margins[i - 1]!)) group.push(line)
    else groups.push([line])
  }
  return groups
}

/** For each line, how far the lines around it that begin at the same place reach. */
function rightMargins(lines: readonly PdfLine[]): number[] {
  return lines.map((line, i) =>
    lines
      .slice(Math.max(0, i - 12), i + 13)
      .filter((other) => other.page === line.page && Math.abs(other.x - line.x) < line.fontSize * 3)
      .reduce((reach, other) => Math.max(reach, other.endX), line.endX),
  )
}

function continues(group: readonly PdfLine[], line: PdfLine, body: Body, rightMargin: number): boolean {
  const previous = group.at(-1)!
  const first = group[0]!
  if (BULLET.test(line.text) || previous.isRow || line.isRow) return false
  if (Math.abs(line.fontSize - previous.fontSize) > body.fontSize * OTHER_SIZE) return false
  if (line.fontName !== previous.fontName && (isBig(line, body) || isBold(previous, line))) return false
  const step = previous.y - line.y
  const ended = SENTENCE_END.test(previous.text)
  // Overleaf, or at the head of the next column.
  if (line.page !== previous.page || step < -body.leading) return !ended && !isBig(previous, body)
  const leading = body.leading * Math.max(1, line.fontSize / body.fontSize)
  if (step > leading * PARAGRAPH_GAP) return false
  const width = rightMargin - previous.x
  if (ended && previous.endX < previous.x + width * SHORT_LINE) return false
  const isItem = BULLET.test(first.text)
  return isItem || !ended || line.x <= Math.min(previous.x, first.x) + line.fontSize * INDENT
}

/** One of them alone is in another cut of the font, and nothing goes on from one to the other. */
function isBold(previous: PdfLine, line: PdfLine): boolean {
  return previous.text.split(' ').length <= HEADING_WORDS && !SENTENCE_END.test(previous.text) && /^[\p{Lu}\d«“"‘']/u.test(line.text)
}

function isBig(line: PdfLine, body: Body): boolean {
  return line.fontSize >= body.fontSize * HEADING_SIZE
}

function blockOf(group: readonly PdfLine[], next: readonly PdfLine[] | undefined, setting: { body: Body; lexicon: ReadonlySet<string>; sizes: readonly number[] }): Block {
  const { body, lexicon, sizes } = setting
  const first = group[0]!
  const text = joinLines(group.map((line) => line.text), lexicon)
  const bullet = BULLET.exec(text)
  const wordCount = text.split(' ').length
  const isShort = wordCount <= HEADING_WORDS && !/[.;,…]$/.test(text) && /\p{L}/u.test(text)
  if (isBig(first, body) && isShort) return { kind: 'heading', level: sizes.indexOf(first.fontSize) + 1, text }
  const standsOut = first.fontName !== body.fontName && group.length <= 2 && next !== undefined && next[0]!.fontName === body.fontName
  if (isShort && standsOut && !first.isRow && !/:$/.test(text)) return { kind: 'heading', level: Math.min(6, sizes.length + 1), text: bullet && /\d/.test(bullet[0]) ? text.slice(bullet[0].length) : text }
  if (bullet) return { kind: 'item', text: text.slice(bullet[0].length) }
  return first.isRow ? { kind: 'item', text } : { kind: 'paragraph', text }
}
