import { createWriteStream } from 'node:fs'
import { readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { UnderstudyError } from '../../contract/errors.ts'
import { PACKAGE } from '../package/layout.ts'
import { ARCHIVE_FORMAT_VERSION, type ArchiveList } from './archive-list.ts'
import { packageProblems, sha256 } from './check-package.ts'
import { ARCHIVE_LIST, contentProblem } from './package-paths.ts'

/**
 * Writes a persona as one file, which is whole or not there at all.
 * @param correctionsPath where its corrections lie
 * @throws `persona_invalid` for a damaged package, `disk_full` when the file cannot be written
 */
export async function exportPackage(options: { id: string; directory: string; correctionsPath: string; out: string }): Promise<void> {
  const { id, directory, correctionsPath, out } = options
  const [problem] = await packageProblems(directory)
  if (problem !== undefined) throw new UnderstudyError('persona_invalid', problem)
  const zip = new ZipFile()
  const list: ArchiveList = { formatVersion: ARCHIVE_FORMAT_VERSION, kind: 'understudy-persona', id, exportedAt: new Date().toISOString(), files: [] }
  const add = (path: string, content: Buffer): void => {
    list.files.push({ path, size: content.length, sha256: sha256(content) })
    zip.addBuffer(content, path, { mtime: new Date(0), mode: 0o100644 })
  }
  for (const path of await travellingFiles(directory)) add(path, await readFile(join(directory, path)))
  if (!list.files.some(({ path }) => path === PACKAGE.corrections)) {
    const corrections = await readFile(correctionsPath).catch(() => null)
    if (corrections) add(PACKAGE.corrections, corrections)
  }
  zip.addBuffer(Buffer.from(JSON.stringify(list, null, 2)), ARCHIVE_LIST, { mtime: new Date(0), mode: 0o100644 })
  zip.end()
  const temporary = `${out}.new`
  try {
    await pipeline(zip.outputStream, createWriteStream(temporary, { mode: 0o600 }))
    await rename(temporary, out)
  } catch (cause) {
    await rm(temporary, { force: true })
    throw new UnderstudyError('disk_full', 'The persona could not be written there; choose another folder or make room on the disk.', { cause })
  }
}

/** Files of a package which belong to the persona, with slashes, in a stable order. */
export async function travellingFiles(directory: string): Promise<string[]> {
  const top = await readdir(directory, { withFileTypes: true })
  const files = await Promise.all(
    top.map(async (entry) => {
      if (!entry.isDirectory()) return entry.isFile() ? [entry.name] : []
      const inner = await readdir(join(directory, entry.name), { withFileTypes: true })
      return inner.filter((file) => file.isFile()).map((file) => `${entry.name}/${file.name}`)
    }),
  )
  return files.flat().filter((path) => contentProblem(path) === null).sort()
}
