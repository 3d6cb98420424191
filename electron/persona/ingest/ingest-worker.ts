import { parentPort } from 'node:worker_threads'
import { UnderstudyError } from '../../contract/errors.ts'
import { readDocumentFile, type IngestedDocument } from './read-file.ts'

/** Thread that reads files: a hostile or huge one costs this thread, not the app. One request at a time. */

export interface IngestRequest {
  path: string
  relativePath: string
  personName: string
}

export type IngestReply = { ok: true; document: IngestedDocument } | { ok: false; reason: string }

const port = parentPort
if (!port) throw new UnderstudyError('internal', 'This module runs as a worker thread only.')

port.on('message', (request: IngestRequest) => {
  readDocumentFile(request).then(
    (document) => port.postMessage({ ok: true, document } satisfies IngestReply),
    (error: unknown) => port.postMessage({ ok: false, reason: reasonOf(error) } satisfies IngestReply),
  )
})

function reasonOf(error: unknown): string {
  if (error instanceof UnderstudyError) return error.message
  const code = (error as NodeJS.ErrnoException | null)?.code
  if (code === 'EACCES' || code === 'EPERM') return 'It may not be opened; allow yourself to read it.'
  if (code === 'ENOENT') return 'It is no longer there.'
  return 'It could not be read; save it anew or in another format.'
}
