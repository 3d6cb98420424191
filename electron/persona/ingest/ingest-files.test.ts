import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { writeSampleDocuments } from '../testing/sample-documents.ts'
import { FileReader } from './file-reader.ts'
import { ingestFiles } from './ingest-files.ts'

vi.setConfig({ testTimeout: 60_000 })

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-ingest-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

it('reads a folder as people have them, and has a plain reason for every file it could not read', async () => {
  const { readable, broken } = await writeSampleDocuments(folder)
  const { documents, report } = await ingestFiles({ paths: [folder], personName: 'Orla Tamsin' })
  expect(report.documents.map(({ file }) => file).sort()).toEqual([...readable].sort())
  expect(report.skipped.map(({ file }) => file).sort()).toEqual(Object.keys(broken).sort())
  for (const { file, reason } of report.skipped) {
    expect(reason, file).toMatch(broken[file]!)
    expect(reason, file).toMatch(/^\p{Lu}[^\n]*\.$/u)
  }
  expect(documents.map(({ source }) => source).sort()).toEqual([...readable].sort())
  expect(new Set(documents.map(({ id }) => id.toLowerCase())).size).toBe(documents.length)
})

it('takes files of the same name from different folders, and no text twice', async () => {
  for (const name of ['a', 'b', 'c']) await mkdir(join(folder, name))
  await writeFile(join(folder, 'a', 'note.md'), 'The first note says this.')
  await writeFile(join(folder, 'b', 'note.md'), 'The second note says that.')
  await writeFile(join(folder, 'c', 'note.txt'), 'The first note says this.')
  const { documents, report } = await ingestFiles({ paths: [folder], personName: '' })
  expect(documents.map(({ id, source }) => [id, source])).toEqual([['note', 'a/note.md'], ['b-note', 'b/note.md']])
  expect(report.skipped).toEqual([{ file: 'c/note.txt', reason: 'It has the same text as «a/note.md», which was taken.' }])
})

it('does not follow links out of the folder, nor around in it', async () => {
  await writeFile(join(folder, 'note.md'), 'The only note says this.')
  await symlink(folder, join(folder, 'again'))
  await symlink('/etc/hostname', join(folder, 'host.txt'))
  const { documents } = await ingestFiles({ paths: [folder], personName: '' })
  expect(documents).toHaveLength(1)
})

it('goes on with the next file when one takes too long', async () => {
  await writeFile(join(folder, 'note.md'), 'The only note says this.')
  const reader = new FileReader(1)
  expect(await reader.read({ path: join(folder, 'note.md'), relativePath: 'note.md', personName: '' })).toMatchObject({ ok: false, reason: expect.stringMatching(/took longer/) as string })
  reader.dispose()
  const patient = new FileReader()
  expect(await patient.read({ path: join(folder, 'note.md'), relativePath: 'note.md', personName: '' })).toMatchObject({ ok: true })
  patient.dispose()
})

it('stops in the middle of a file when told to', async () => {
  await writeFile(join(folder, 'note.md'), 'The only note says this.')
  const abort = new AbortController()
  const reading = ingestFiles({ paths: [folder], personName: '', signal: abort.signal, onProgress: () => setTimeout(() => abort.abort(), 1) })
  await expect(reading).rejects.toMatchObject({ code: 'cancelled' })
})
