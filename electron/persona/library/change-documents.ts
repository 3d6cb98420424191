import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomically } from '../../base/atomic-file.ts'
import { UnderstudyError } from '../../contract/errors.ts'
import type { IngestReport } from '../../contract/persona.ts'
import { Corpus } from '../corpus.ts'
import { ingestFiles } from '../ingest/ingest-files.ts'
import { formatDocument } from '../package/document-file.ts'
import { documentPath, DOCUMENT_SUFFIX, PACKAGE } from '../package/layout.ts'
import { indexPackage, type IndexOptions } from './index-package.ts'
import { KEPT_MS } from './trash.ts'

/** Reads more files into a package; all that could be read are added, or, when it fails or is cancelled, none. */
export async function addDocuments(directory: string, paths: readonly string[], options: IndexOptions): Promise<IngestReport> {
  const corpus = await Corpus.load(directory)
  const { documents, report } = await ingestFiles({
    paths,
    personName: corpus.manifest.name,
    existing: corpus.documents,
    onProgress: options.onProgress,
    signal: options.signal,
  })
  if (documents.length === 0) return report
  try {
    for (const document of documents) await writeFileAtomically(documentPath(directory, document.id), formatDocument(document))
    await indexPackage(directory, options)
  } catch (error) {
    for (const { id } of documents) await rm(documentPath(directory, id), { force: true })
    throw error
  }
  return report
}

/** @throws `not_found`; `bad_request` for the last document */
export async function removeDocument(directory: string, documentId: string, options: IndexOptions): Promise<void> {
  const corpus = await Corpus.load(directory)
  if (!corpus.document(documentId)) throw new UnderstudyError('not_found', 'That document is no longer part of this persona.')
  if (corpus.documents.length === 1) throw new UnderstudyError('bad_request', 'A persona needs at least one document; add another first, or delete the persona.')
  await mkdir(join(directory, PACKAGE.removed), { recursive: true })
  await purgeRemoved(directory)
  await rename(documentPath(directory, documentId), removedPath(directory, documentId))
  await indexPackage(directory, options)
}

/** Undo of {@link removeDocument}. @throws `not_found` */
export async function restoreDocument(directory: string, documentId: string, options: IndexOptions): Promise<void> {
  const names: string[] = await readdir(join(directory, PACKAGE.removed)).catch(() => [])
  const known = names.includes(`${documentId}${DOCUMENT_SUFFIX}`)
  if (!known || existsSync(documentPath(directory, documentId))) throw new UnderstudyError('not_found', 'That document cannot be brought back; add its file again.')
  await rename(removedPath(directory, documentId), documentPath(directory, documentId))
  await indexPackage(directory, options)
}

function removedPath(directory: string, documentId: string): string {
  return join(directory, PACKAGE.removed, `${documentId}${DOCUMENT_SUFFIX}`)
}

async function purgeRemoved(directory: string): Promise<void> {
  for (const name of await readdir(join(directory, PACKAGE.removed))) {
    const path = join(directory, PACKAGE.removed, name)
    // Moving it here changed its inode's time and left the content's.
    if (Date.now() - (await stat(path)).ctimeMs > KEPT_MS) await rm(path, { force: true })
  }
}
