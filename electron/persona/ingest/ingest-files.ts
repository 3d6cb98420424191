import { createHash } from 'node:crypto'
import { basename, dirname, extname } from 'node:path'
import type { IngestProgress, IngestReport, PersonaDocument } from '../../contract/persona.ts'
import { FileReader } from './file-reader.ts'
import { freeName, slug } from './slug.ts'
import { walkFiles } from './walk-files.ts'

export interface IngestOptions {
  /** Folders and files. */
  paths: readonly string[]
  personName: string
  /** Documents the persona has already. */
  existing?: readonly PersonaDocument[]
  onProgress?: ((progress: IngestProgress) => void) | undefined
  signal?: AbortSignal | undefined
  /** For one file. */
  timeLimitMs?: number
}

/** All of a persona's text is searched for every question; this keeps that well under the time of a breath. */
export const MAX_CORPUS_CHARACTERS = 6_000_000

/**
 * Reads files into documents; what cannot be read has its reason in the report.
 * @throws `cancelled`, `not_found`, `too_large`
 */
export async function ingestFiles(options: IngestOptions): Promise<{ documents: PersonaDocument[]; report: IngestReport }> {
  const { existing = [], personName, signal, onProgress } = options
  const files = await walkFiles(options.paths)
  const reader = new FileReader(options.timeLimitMs)
  const documents: PersonaDocument[] = []
  const report: IngestReport = { documents: [], skipped: [] }
  const known = new Map(existing.map((document) => [fingerprint(document.text), document.source ?? document.title]))
  const taken = new Set(existing.map((document) => document.id))
  let characters = existing.reduce((sum, document) => sum + document.text.length, 0)
  try {
    for (const [index, { path, relativePath }] of files.entries()) {
      onProgress?.({ phase: 'reading', done: index, total: files.length, file: relativePath })
      const reply = await reader.read({ path, relativePath, personName }, signal)
      const skip = (reason: string): unknown => report.skipped.push({ file: relativePath, reason })
      if (!reply.ok) {
        skip(reply.reason)
        continue
      }
      const { words, ...read } = reply.document
      const print = fingerprint(read.text)
      if (known.has(print)) {
        skip(`It has the same text as «${known.get(print)}», which was taken.`)
      } else if (characters + read.text.length > MAX_CORPUS_CHARACTERS) {
        skip('The persona holds as much text as it can; make another persona of the rest.')
      } else {
        const id = idFor(relativePath, taken)
        known.set(print, relativePath)
        taken.add(id)
        characters += read.text.length
        documents.push({ ...read, id, source: relativePath })
        report.documents.push({ file: relativePath, id, title: read.title, kind: read.kind, words, ...(read.date ? { date: read.date } : {}) })
      }
    }
  } finally {
    reader.dispose()
  }
  onProgress?.({ phase: 'reading', done: files.length, total: files.length, file: '' })
  report.skipped.sort((a, b) => a.file.localeCompare(b.file))
  return { documents: documents.map((document) => withKnownRevision(document, taken)), report }
}

function fingerprint(text: string): string {
  return createHash('sha256').update(text.replace(/\s+/g, ' ')).digest('hex')
}

/** The file's name; where that is taken, its folder's name in front. */
function idFor(relativePath: string, taken: ReadonlySet<string>): string {
  const name = basename(relativePath, extname(relativePath))
  const plain = slug(name, 'document')
  if (!taken.has(plain)) return plain
  const folder = basename(dirname(relativePath))
  return freeName(folder === '.' ? plain : slug(`${folder} ${name}`, 'document'), (id) => taken.has(id))
}

function withKnownRevision(document: PersonaDocument, ids: ReadonlySet<string>): PersonaDocument {
  const { revises, ...rest } = document
  return revises !== undefined && revises !== document.id && ids.has(revises) ? document : rest
}
