import { cleanLine } from '../clean-text.ts'

/** A piece of text as PDF.js tells it: PDF units, origin at the page's lower left. */
export interface TextItem {
  str: string
  transform: number[]
  width: number
  fontName: string
}

/** A line of text on a page. */
export interface PdfLine {
  page: number
  /** The page's height, to tell margins. */
  pageHeight: number
  text: string
  x: number
  endX: number
  /** Of the baseline, from below. */
  y: number
  /** Of most of its letters. */
  fontSize: number
  fontName: string
  /** It has gaps as between the columns of a table. */
  isRow: boolean
}

/** In shares of the font's size. */
const SAME_BASELINE = 0.4
const RAISED = 0.75
const SMALLER = 0.8
const SPACE = 0.12
const CELL_GAP = 1.9
const BACKWARDS = 0.5

/** Lines of a page in the order in which the file draws them, which follows columns where reading by height would not. */
export function linesOf(items: readonly TextItem[], page: number, pageHeight: number): PdfLine[] {
  const lines: PdfLine[] = []
  let open: OpenLine | null = null
  for (const item of items) {
    const [a = 1, b = 0, c = 0, d = 1, x = 0, y = 0] = item.transform
    // Upright text only: what runs up the margin or across the page is a stamp.
    if (Math.abs(b) > Math.abs(a) * 0.1 || a <= 0 || item.str === '') continue
    const fontSize = Math.hypot(c, d)
    if (fontSize === 0) continue
    if (open?.takes(x, y, fontSize)) {
      open.add(item, x, y, fontSize)
    } else {
      if (open) lines.push(...open.close())
      open = item.str.trim() === '' ? null : new OpenLine(page, pageHeight, x, y, fontSize)
      open?.add(item, x, y, fontSize)
    }
  }
  if (open) lines.push(...open.close())
  return lines
}

class OpenLine {
  private text = ''
  private endX: number
  private letters = new Map<string, number>()
  private isRow = false
  /** A space was drawn since the last letters; how wide says the next letters' place. */
  private spaced = false

  constructor(
    private readonly page: number,
    private readonly pageHeight: number,
    private readonly x: number,
    private y: number,
    private fontSize: number,
  ) {
    this.endX = x
  }

  takes(x: number, y: number, fontSize: number): boolean {
    const size = Math.max(fontSize, this.fontSize)
    const rise = Math.abs(y - this.y)
    const near = rise <= size * SAME_BASELINE || (fontSize < this.fontSize * SMALLER && rise <= size * RAISED)
    return near && x >= this.endX - size * BACKWARDS
  }

  add(item: TextItem, x: number, y: number, fontSize: number): void {
    const isNote = this.text !== '' && fontSize < this.fontSize * SMALLER && y > this.y + this.fontSize * 0.15 && /^[\d*†‡, ]+$/.test(item.str)
    if (item.str.trim() === '') {
      this.spaced = true
      return
    }
    const gap = x - this.endX
    this.endX = Math.max(this.endX, x + item.width)
    // The number of a footnote would stand in the middle of a quotation.
    if (isNote) return
    if (this.text !== '' && gap > this.fontSize * CELL_GAP) {
      this.isRow = true
      this.text += '\t'
    } else if (this.spaced || gap > this.fontSize * SPACE) {
      this.text += ' '
    }
    this.spaced = false
    this.text += item.str
    const key = `${Math.round(fontSize * 10) / 10}|${item.fontName}`
    this.letters.set(key, (this.letters.get(key) ?? 0) + item.str.trim().length)
    // A raised initial or mark doesn't say how big the line is.
    if (fontSize > this.fontSize * 1.05 && this.text.trim().length <= 3) this.fontSize = fontSize
  }

  close(): PdfLine[] {
    const [most = ''] = [...this.letters].sort((a, b) => b[1] - a[1])[0] ?? []
    const cells = this.text.split('\t').map(cleanLine).filter(Boolean)
    if (cells.length === 0) return []
    const [fontSize = '0', fontName = ''] = most.split('|')
    const { page, pageHeight, x, endX, y } = this
    const isRow = this.isRow && cells.length > 1
    return [{ page, pageHeight, x, endX, y, fontSize: Number(fontSize), fontName, isRow, text: cells.join(isRow ? '; ' : ' ') }]
  }
}
