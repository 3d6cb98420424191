import { readFile, stat } from 'node:fs/promises'
import { writeBlocks, countWords, type ReadResult } from './blocks.ts'
import { decodeText } from './decode-text.ts'
import { factsOf, type ReadDocument } from './document-facts.ts'
import { checkContent, fileTypeOf, type FileType } from './file-type.ts'
import { readDocx } from './read-docx.ts'
import { readHtml } from './read-html.ts'
import { readMarkdown } from './read-markdown.ts'
import { readSubtitles } from './read-subtitles.ts'
import { readText } from './read-text.ts'
import { unreadable } from './unreadable.ts'

/** More is no document but a dump, and would drown the rest. */
export const MAX_FILE_BYTES: Record<FileType, number> = {
  markdown: 4_000_000,
  text: 4_000_000,
  html: 12_000_000,
  subtitles: 4_000_000,
  docx: 64_000_000,
  pdf: 128_000_000,
}
export const MAX_DOCUMENT_CHARACTERS = 1_500_000
const FEWEST_WORDS = 3

export type IngestedDocument = Omit<ReadDocument, 'blocks'> & { text: string; words: number }

/**
 * Reads one file of any supported kind. Heavy: runs in the ingest worker.
 * @param personName whose words count where a file tells speakers apart
 * @throws `persona_invalid` with the reason, in a sentence, why it cannot be read
 */
export async function readDocumentFile(file: { path: string; relativePath: string; personName: string }): Promise<IngestedDocument> {
  const type = fileTypeOf(file.path)
  if (type === null) throw unreadable('This kind of file is not read; save it as Markdown, text, HTML, PDF, DOCX, SRT or VTT.')
  const { size, mtimeMs } = await stat(file.path)
  if (size > MAX_FILE_BYTES[type]) throw unreadable(`It is larger than ${MAX_FILE_BYTES[type] / 1_000_000} MB; split it into smaller files.`)
  const bytes = await readFile(file.path)
  checkContent(bytes, type)
  const { blocks, ...facts } = factsOf(await read(bytes, type, file.personName), file.relativePath, mtimeMs)
  const text = writeBlocks(blocks)
  const words = countWords(blocks.flatMap((block) => (block.kind === 'heading' ? [] : [block.text])).join('\n'))
  if (words < FEWEST_WORDS) throw unreadable('It holds no sentence to quote.')
  if (text.length > MAX_DOCUMENT_CHARACTERS) {
    throw unreadable(`Its text is longer than ${MAX_DOCUMENT_CHARACTERS.toLocaleString('en')} characters; split it into smaller files.`)
  }
  return { ...facts, text, words }
}

async function read(bytes: Uint8Array, type: FileType, personName: string): Promise<ReadResult> {
  switch (type) {
    case 'pdf':
      // Loaded when the first PDF comes: it is by far the largest reader.
      return (await import('./pdf/read-pdf.ts')).readPdf(bytes)
    case 'docx':
      return readDocx(bytes)
    case 'html':
      return readHtml(decodeText(bytes))
    case 'subtitles':
      return readSubtitles(decodeText(bytes), personName)
    case 'markdown':
      return readMarkdown(decodeText(bytes))
    case 'text':
      return readText(decodeText(bytes))
  }
}
