import { Parser } from 'htmlparser2'
import type { Block, ReadResult, StatedFacts } from './blocks.ts'
import { cleanLine } from './clean-text.ts'
import { dateOf } from './find-date.ts'
import { tableRow } from './table-row.ts'

/** Nothing in these was said by the author. */
const SKIPPED = new Set('script style noscript template svg math nav form button select textarea iframe object canvas audio video figure aside'.split(' '))
/** At the top level these are the page's, not the text's. */
const PAGE_PARTS = new Set(['header', 'footer'])
const BREAKS = new Set('p div section article main body ul ol dl dt dd li blockquote pre table thead tbody tr h1 h2 h3 h4 h5 h6 header footer hr address details summary'.split(' '))
/** A paragraph in bold up to this long is a heading, as writers who know no styles make them. */
const BOLD_HEADING_WORDS = 12

/** A web page, or what a word processor gives as one: the text of its main part. */
export function readHtml(source: string): ReadResult {
  const whole = new BlockBuilder()
  whole.parse(source)
  const main = new BlockBuilder('main')
  const article = new BlockBuilder('article')
  main.parse(source)
  article.parse(source)
  const { stated } = whole
  const chosen = [main, article].find(({ blocks }) => blocks.length > 0) ?? whole
  return { blocks: chosen.blocks, stated }
}

/** Blocks of a piece of HTML. */
export function htmlBlocks(source: string): Block[] {
  const builder = new BlockBuilder()
  builder.parse(source)
  return builder.blocks
}

/** «About us – Hollowbrook» → «About us». */
function withoutSite(title: string): string {
  return title.split(/ [|–—·»-] /)[0] ?? title
}

class BlockBuilder {
  readonly blocks: Block[] = []
  readonly stated: StatedFacts = {}
  private text = ''
  /** Of what `text` holds, how much is not in bold. */
  private plainLetters = 0
  private skipping = 0
  private inside = 0
  private bold = 0
  private listDepth = 0
  private readonly open: string[] = []
  private row: string[] | null = null
  private columnNames: string[] = []

  /** @param within only what lies in elements of this name counts */
  constructor(private readonly within: string | null = null) {}

  parse(source: string): void {
    const parser = new Parser({
      onopentag: (name, attributes) => this.openTag(name, attributes),
      ontext: (text) => this.addText(text),
      onclosetag: (name) => this.closeTag(name),
    })
    parser.end(source)
    this.flush('paragraph')
  }

  private openTag(name: string, attributes: Record<string, string>): void {
    if (BREAKS.has(name)) this.flush(this.blockKind())
    this.open.push(name)
    this.note(name, attributes)
    if (this.isSkipped(name, attributes)) this.skipping += 1
    if (name === this.within) this.inside += 1
    if (name === 'b' || name === 'strong') this.bold += 1
    if (name === 'ul' || name === 'ol') this.listDepth += 1
    if (name === 'br') this.text += ' '
    if (name === 'table') this.columnNames = []
    if (name === 'tr') this.row = []
    if (name === 'td' || name === 'th') this.text = ''
  }

  private closeTag(name: string): void {
    if (name === 'title' && this.stated.title === undefined) this.stated.title = withoutSite(cleanLine(this.text)) || undefined
    if (name === 'td' || name === 'th') {
      this.row?.push(this.take())
    } else if (name === 'tr') {
      this.closeRow()
    } else if (BREAKS.has(name)) {
      this.flush(this.blockKind())
    }
    if (name === 'title') this.take()
    if (name === 'ul' || name === 'ol') this.listDepth -= 1
    if (name === 'b' || name === 'strong') this.bold -= 1
    if (name === this.within) this.inside -= 1
    if (this.skippedNames.at(-1) === this.open.length) {
      this.skippedNames.pop()
      this.skipping -= 1
    }
    this.open.pop()
  }

  /** Depths at which something began that is skipped. */
  private readonly skippedNames: number[] = []

  private isSkipped(name: string, attributes: Record<string, string>): boolean {
    const inArticle = this.open.includes('article') || this.open.includes('main')
    const skipped =
      SKIPPED.has(name) ||
      (PAGE_PARTS.has(name) && !inArticle) ||
      'hidden' in attributes ||
      attributes['aria-hidden'] === 'true' ||
      // Marks of footnotes, whose numbers would stand in the middle of a quotation.
      (name === 'sup' && !/\w{2}/.test(attributes['class'] ?? ''))
    if (skipped) this.skippedNames.push(this.open.length)
    return skipped
  }

  private note(name: string, attributes: Record<string, string>): void {
    if (name === 'meta') {
      const key = (attributes['property'] ?? attributes['name'] ?? attributes['itemprop'] ?? '').toLowerCase()
      const content = attributes['content'] ?? ''
      if (/^(?:article:published_time|date|dc\.date|dcterms\.(?:date|created)|datepublished|pubdate)$/.test(key)) this.stated.date ??= dateOf(content)
      if (key === 'og:title') this.stated.title = cleanLine(content) || this.stated.title
      if (key === 'keywords' && content) this.stated.topics = content.split(',').map(cleanLine).filter(Boolean)
    }
    if (name === 'time') this.stated.date ??= dateOf(attributes['datetime'])
  }

  private addText(text: string): void {
    if (this.skipping > 0 || (this.within !== null && this.inside === 0)) return
    this.text += text
    if (this.bold === 0) this.plainLetters += text.trim().length
  }

  private blockKind(): Block['kind'] | number {
    const heading = this.open.findLast((name) => /^h[1-6]$/.test(name))
    if (heading) return Number(heading[1])
    return this.listDepth > 0 || this.open.at(-1) === 'dd' ? 'item' : 'paragraph'
  }

  private flush(kind: Block['kind'] | number): void {
    // A cell may hold paragraphs; its row is one line.
    if (this.row !== null) {
      this.text += ' '
      return
    }
    const bold = this.plainLetters === 0
    const text = this.take()
    if (text === '') return
    const isBoldHeading = bold && kind === 'paragraph' && text.split(' ').length <= BOLD_HEADING_WORDS && !/[.!:;,…]$/.test(text)
    if (typeof kind === 'number' || isBoldHeading) this.blocks.push({ kind: 'heading', level: typeof kind === 'number' ? kind : 3, text })
    else this.blocks.push({ kind: kind === 'item' ? 'item' : 'paragraph', text })
  }

  private closeRow(): void {
    const cells = this.row ?? []
    const isHeader = this.columnNames.length === 0 && cells.length > 1
    this.row = null
    this.take()
    if (isHeader) this.columnNames = cells
    else if (cells.some((cell) => cell !== '')) this.blocks.push(cells.length === 1 ? { kind: 'paragraph', text: cells[0]! } : { kind: 'item', text: tableRow(this.columnNames, cells) })
  }

  private take(): string {
    const text = cleanLine(this.text)
    this.text = ''
    this.plainLetters = 0
    return text
  }
}
