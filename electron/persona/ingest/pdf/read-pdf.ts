import { getDocumentProxy } from 'unpdf'
import type { ReadResult } from '../blocks.ts'
import { cleanLine, shareOf } from '../clean-text.ts'
import { dateOf } from '../find-date.ts'
import { unreadable } from '../unreadable.ts'
import { withoutFurniture } from './page-furniture.ts'
import { blocksOfLines } from './pdf-blocks.ts'
import { linesOf, type PdfLine, type TextItem } from './pdf-lines.ts'

export const MAX_PDF_PAGES = 1_500
/** A page of writing has more letters than this; a scan with a stamp on it hasn't. */
const LETTERS_A_PAGE = 12
/** Titles which programs and templates put in by themselves. */
const NO_TITLE = /^(?:untitled|document\d*|microsoft word|powerpoint|slide ?1|print|template)|\.(?:docx?|pdf|indd|tex|odt|pptx?|pages)$/i

type PdfDocument = Awaited<ReturnType<typeof getDocumentProxy>>

/**
 * Text of a PDF as paragraphs, without what belongs to its pages.
 * @throws `persona_invalid` for one that is protected, damaged, scanned, or has no letters behind its glyphs
 */
export async function readPdf(bytes: Uint8Array): Promise<ReadResult> {
  const pdf = await open(bytes)
  try {
    if (pdf.numPages > MAX_PDF_PAGES) throw unreadable(`It has ${pdf.numPages} pages; split it into files of ${MAX_PDF_PAGES} pages or fewer.`)
    const lines: PdfLine[] = []
    let drawn = 0
    for (let number = 1; number <= pdf.numPages; number += 1) {
      const items = await itemsOfPage(pdf, number)
      drawn += items.text.reduce((count, item) => count + item.str.replace(/\s/g, '').length, 0)
      lines.push(...linesOf(items.text, number, items.pageHeight))
    }
    checkText(lines, drawn, pdf.numPages)
    const { stated, created } = await statedIn(pdf)
    return { blocks: blocksOfLines(withoutFurniture(lines, pdf.numPages)), stated, created }
  } finally {
    await pdf.loadingTask.destroy()
  }
}

async function open(bytes: Uint8Array): Promise<PdfDocument> {
  try {
    // It takes the bytes away from whoever hands them over.
    return await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0, isEvalSupported: false })
  } catch (error) {
    if (error instanceof Error && error.name === 'PasswordException') throw unreadable('It is protected by a password; save a copy without one.')
    throw unreadable('The file is damaged or was cut off; copy it again or save it anew.')
  }
}

async function itemsOfPage(pdf: PdfDocument, number: number): Promise<{ text: TextItem[]; pageHeight: number }> {
  try {
    const page = await pdf.getPage(number)
    const { items } = await page.getTextContent()
    const [, bottom = 0, , top = 0] = page.view
    page.cleanup()
    return { text: items.filter((item): item is TextItem & typeof item => 'str' in item), pageHeight: top - bottom }
  } catch {
    throw unreadable(`Page ${number} is damaged; save the file anew.`)
  }
}

/** @param drawn characters on the pages, with or without a letter behind them */
function checkText(lines: readonly PdfLine[], drawn: number, pageCount: number): void {
  const text = lines.map((line) => line.text).join('')
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  if (drawn < LETTERS_A_PAGE * Math.min(pageCount, 5)) {
    throw unreadable('It holds pictures of pages and no text; have its text recognised (OCR) and save it again.')
  }
  if (letters < drawn * 0.4 || shareOf(text, /[^\p{L}\p{M}\p{N}\p{P}\p{S}\s]|\ufffd/gu) > 0.1) {
    throw unreadable('Its letters cannot be read out, only drawn; save it as a PDF with text, or as DOCX.')
  }
}

async function statedIn(pdf: PdfDocument): Promise<Pick<ReadResult, 'stated' | 'created'>> {
  try {
    const info = (await pdf.getMetadata()).info as Record<string, unknown>
    const title = cleanLine(String(info['Title'] ?? ''))
    const topics = String(info['Keywords'] ?? '').split(/[,;]/).map(cleanLine).filter(Boolean)
    return {
      stated: { title: title === '' || NO_TITLE.test(title) ? undefined : title, topics: topics.length > 0 ? topics : undefined },
      created: dateOf(info['CreationDate']),
    }
  } catch {
    return { stated: {} }
  }
}
