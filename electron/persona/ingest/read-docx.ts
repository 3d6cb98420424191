import { Parser } from 'htmlparser2'
import mammoth from 'mammoth'
import { UnderstudyError } from '../../contract/errors.ts'
import { readZip } from '../transfer/read-zip.ts'
import type { ReadResult } from './blocks.ts'
import { cleanLine } from './clean-text.ts'
import { dateOf } from './find-date.ts'
import { readHtml } from './read-html.ts'
import { unreadable } from './unreadable.ts'

const PROPERTIES = 'docProps/core.xml'
const BODY = 'word/document.xml'

/** More than this inside a DOCX is an attack or a picture book; declared sizes are not believed. */
const LIMITS = { maxEntries: 2_000, maxEntryBytes: 64 * 1024 * 1024, maxTotalBytes: 256 * 1024 * 1024 }

/** A document's title stands above its headings of the first level. */
const STYLE_MAP = ["p[style-name='Title'] => h1:fresh", ...[1, 2, 3, 4, 5].map((level) => `p[style-name='heading ${level}'] => h${level + 1}:fresh`)]

/** A Word document: headings, paragraphs, lists and tables; no page headers, pictures, comments or deleted text. */
export async function readDocx(bytes: Uint8Array): Promise<ReadResult> {
  let properties: Uint8Array | null = null
  let hasBody = false
  try {
    await readZip(Buffer.from(bytes), LIMITS, (name, content) => {
      if (name === PROPERTIES) properties = content
      if (name === BODY) hasBody = true
    })
  } catch (cause) {
    if (cause instanceof UnderstudyError && cause.code === 'too_large') throw unreadable('It unpacks to far more than a document holds; save its text as a new file.')
    throw unreadable('The file is damaged or was cut off; copy it again or save it anew.')
  }
  if (!hasBody) throw unreadable('It is not a Word document inside; save it as DOCX again.')
  const { title, created, topics } = statedIn(properties)
  try {
    const { value } = await mammoth.convertToHtml(
      { buffer: Buffer.from(bytes) },
      { styleMap: STYLE_MAP, convertImage: mammoth.images.imgElement(() => Promise.resolve({ src: '' })), includeEmbeddedStyleMap: false },
    )
    // Notes follow the text; each ends in an arrow back to its place.
    const { blocks } = readHtml(value.replace(/<a href="#(?:foot|end)note-ref-[^"]*">[^<]*<\/a>/g, ''))
    return { blocks, stated: { title, topics }, created }
  } catch {
    throw unreadable('Its text could not be read; open it in a word processor and save it anew.')
  }
}

function statedIn(xml: Uint8Array | null): { title?: string | undefined; created?: string | undefined; topics?: string[] | undefined } {
  const fields: Record<string, string> = {}
  let name = ''
  const parser = new Parser(
    {
      onopentag: (tag) => (name = tag),
      ontext: (text) => (fields[name] = (fields[name] ?? '') + text),
      onclosetag: () => (name = ''),
    },
    { xmlMode: true },
  )
  parser.end(xml === null ? '' : Buffer.from(xml).toString('utf8'))
  const topics = (fields['cp:keywords'] ?? '').split(/[,;]/).map(cleanLine).filter(Boolean)
  return {
    title: cleanLine(fields['dc:title'] ?? '') || undefined,
    created: dateOf(fields['dcterms:created']),
    topics: topics.length > 0 ? topics : undefined,
  }
}
