import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, extname, join } from 'node:path'
import { UnderstudyError } from '../../contract/errors.ts'
import { MAX_FEEDBACK_BYTES, type GivenDocument } from '../../contract/feedback.ts'
import { FileReader } from '../ingest/file-reader.ts'

/** Reads a document from disk as ingest does, in a thread of its own. @throws `bad_request` with the reason why it cannot be read, `cancelled` */
export async function readGivenFile(path: string, signal?: AbortSignal): Promise<{ title: string; text: string }> {
  const reader = new FileReader()
  try {
    // Nobody's words are told apart: the whole document is somebody's.
    const reply = await reader.read({ path, relativePath: basename(path), personName: '' }, signal)
    if (!reply.ok) throw new UnderstudyError('bad_request', `«${basename(path)}» cannot be read. ${reply.reason}`)
    return { title: reply.document.title, text: reply.document.text }
  } finally {
    reader.dispose()
  }
}

/** The same for a file that the page holds: it lies on disk for no longer than it is read. @throws also `too_large` */
export async function readGivenBytes({ name, bytes }: GivenDocument, signal?: AbortSignal): Promise<{ title: string; text: string }> {
  if (bytes.byteLength > MAX_FEEDBACK_BYTES) throw new UnderstudyError('too_large', `This document is larger than ${MAX_FEEDBACK_BYTES / 1_000_000} MB; give a shorter one.`)
  const folder = await mkdtemp(join(tmpdir(), 'understudy-document-'))
  try {
    const path = join(folder, `${basename(name, extname(name)).replace(/[^\p{L}\p{N} _.-]/gu, '_').slice(0, 80) || 'document'}${extname(name).replace(/[^.\p{L}\p{N}]/gu, '')}`)
    await writeFile(path, bytes, { mode: 0o600 })
    return await readGivenFile(path, signal)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
