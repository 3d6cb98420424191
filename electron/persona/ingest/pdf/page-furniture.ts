import type { PdfLine } from './pdf-lines.ts'

/** Lines this near to a page's upper or lower end may be its header or footer; as many at either end at most. */
const MARGIN_SHARE = 0.13
const EDGE_LINES = 3
/** On how many pages a line must return to be furniture: left and right pages may differ. */
const REPEAT_SHARE = 0.3
const SMALL_SHARE = 0.92
const PAGE_NUMBER = /^(?:[-–—| ]*(?:page|p\.|seite)?\s*(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|\/|von|-)\s*\d{1,4})?[-–—| ]*)$/i
const CONTENTS_ENTRY = /(?:\.\s?){5,}\s*(?:\d{1,4}|[ivxl]{1,6})$/i

/** Leaves out what belongs to the pages and not to the text: headers, footers, page numbers, tables of contents. */
export function withoutFurniture(lines: readonly PdfLine[], pageCount: number): PdfLine[] {
  const edges = new Set(edgeLines(lines))
  const pagesOf = new Map<string, Set<number>>()
  for (const line of edges) {
    const pages = pagesOf.get(keyOf(line)) ?? new Set()
    pagesOf.set(keyOf(line), pages.add(line.page))
  }
  const bodySize = commonSize(lines)
  const numbered = pageNumbered(edges, pageCount)
  const enough = Math.max(2, Math.ceil(pageCount * REPEAT_SHARE))
  return lines.filter((line) => {
    if (CONTENTS_ENTRY.test(line.text)) return false
    if (!edges.has(line)) return true
    if (PAGE_NUMBER.test(line.text) || numbered.has(line)) return false
    // Of a single page nothing returns; smaller letters at its edge are not the text's.
    if (pageCount === 1) return line.fontSize >= bodySize * SMALL_SHARE
    return (pagesOf.get(keyOf(line))?.size ?? 0) < enough
  })
}

/** Lines whose first or last number counts the pages, whatever the words beside it: a chapter's header lasts for a few pages only. */
function pageNumbered(edges: ReadonlySet<PdfLine>, pageCount: number): Set<PdfLine> {
  const byOffset = new Map<number, PdfLine[]>()
  for (const line of edges) {
    for (const [, digits] of [/^(\d{1,4})\b/.exec(line.text) ?? [], /(?:^|\s)(\d{1,4})$/.exec(line.text) ?? []]) {
      if (digits !== undefined) byOffset.set(Number(digits) - line.page, [...(byOffset.get(Number(digits) - line.page) ?? []), line])
    }
  }
  const enough = Math.max(3, pageCount * REPEAT_SHARE)
  return new Set([...byOffset.values()].filter((lines) => new Set(lines.map((line) => line.page)).size >= enough).flat())
}

/** In which most of the text is set. */
function commonSize(lines: readonly PdfLine[]): number {
  const letters = new Map<number, number>()
  for (const { fontSize, text } of lines) letters.set(fontSize, (letters.get(fontSize) ?? 0) + text.length)
  return [...letters].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0
}

function edgeLines(lines: readonly PdfLine[]): PdfLine[] {
  const pages = new Map<number, PdfLine[]>()
  for (const line of lines) pages.set(line.page, [...(pages.get(line.page) ?? []), line])
  return [...pages.values()].flatMap((page) => {
    const byHeight = page.toSorted((a, b) => b.y - a.y)
    const top = byHeight.slice(0, EDGE_LINES).filter((line) => line.y > line.pageHeight * (1 - MARGIN_SHARE))
    const bottom = byHeight.slice(-EDGE_LINES).filter((line) => line.y < line.pageHeight * MARGIN_SHARE)
    return [...top, ...bottom]
  })
}

/** The same words at the same height, whatever the page's number. */
function keyOf(line: PdfLine): string {
  return `${line.text.toLowerCase().replace(/\d+/g, '#')}@${Math.round(line.y / 6)}`
}
