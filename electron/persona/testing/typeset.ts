import { makePdf, textWidth, type PlacedText } from './make-pdf.ts'

export type Passage = { heading: string } | { text: string } | { item: string } | { row: string[] } | { note: string }

export interface Typesetting {
  title: string
  created?: string
  header?: string
  footer?: (page: number, pages: number) => string
  columns?: 1 | 2
  linesAPage?: number
}

const SIZE = 11
const LEADING = 15
const TOP = 760
const LEFT = 72
const WIDTH = 451
const GUTTER = 24

/** Sets text on pages as an office does: headers, footers, headings, words divided at lines' ends, paragraphs that go on overleaf, notes at the foot of the first. */
export function typeset(passages: readonly Passage[], setting: Typesetting): Buffer {
  const { columns = 1, linesAPage = 42 } = setting
  const columnWidth = (WIDTH - GUTTER * (columns - 1)) / columns
  const notes = passages.flatMap((passage) => ('note' in passage ? [passage.note] : []))
  const lines = passages.flatMap((passage) => setPassage(passage, columnWidth))
  const pages: PlacedText[][] = []
  const perPage = linesAPage * columns
  for (let start = 0; start < lines.length; start += perPage) {
    const page: PlacedText[] = []
    lines.slice(start, start + perPage).forEach((line, index) => {
      const x = LEFT + Math.floor(index / linesAPage) * (columnWidth + GUTTER)
      const y = TOP - (index % linesAPage) * LEADING
      for (const piece of line) page.push({ ...piece, x: x + piece.x, y })
    })
    pages.push(page)
  }
  pages.forEach((page, index) => {
    if (index === 0) notes.forEach((text, line) => page.push({ x: LEFT, y: 80 - line * 10, size: 8, text }))
    if (setting.header) page.unshift({ x: LEFT, y: 805, size: 9, text: setting.header })
    if (setting.footer) page.push({ x: LEFT + 180, y: 36, size: 9, text: setting.footer(index + 1, pages.length) })
  })
  return makePdf(pages, { title: setting.title, ...(setting.created ? { created: setting.created } : {}) })
}

type Piece = Omit<PlacedText, 'y'>

function setPassage(passage: Passage, width: number): Piece[][] {
  if ('heading' in passage) return [[], [{ x: 0, text: passage.heading, size: 15, bold: true }], []]
  if ('row' in passage) return [passage.row.map((text, column) => ({ x: column * 150, text }))]
  if ('note' in passage) return []
  if ('item' in passage) return wrap(`• ${passage.item}`, width - 14, SIZE).map((text, index) => [{ x: index === 0 ? 0 : 10, text }])
  return [...wrap(passage.text, width, SIZE).map((text): Piece[] => [{ x: 0, text }]), []]
}

function wrap(text: string, width: number, size: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (textWidth(longer, size) <= width) {
      line = longer
      continue
    }
    const [head, tail] = divide(word, width - textWidth(`${line} `, size), size)
    lines.push(head === '' ? line : `${line} ${head}`)
    line = tail
  }
  return [...lines, line]
}

/** The part of a word that still fits, with a hyphen; an existing hyphen is a place to break as well. */
function divide(word: string, room: number, size: number): [string, string] {
  const hyphen = word.indexOf('-')
  if (hyphen > 1 && textWidth(word.slice(0, hyphen + 1), size) <= room) return [word.slice(0, hyphen + 1), word.slice(hyphen + 1)]
  if (!/^[a-z]{8,}[.,]?$/.test(word)) return ['', word]
  for (let at = word.length - 4; at >= 4; at -= 1) {
    if (textWidth(`${word.slice(0, at)}-`, size) <= room) return [`${word.slice(0, at)}-`, word.slice(at)]
  }
  return ['', word]
}
