import { lstat, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { UnderstudyError } from '../../contract/errors.ts'
import { parsePackageJson } from '../package/package-json.ts'
import { ARCHIVE_LIMITS, archiveListSchema } from './archive-list.ts'
import { ARCHIVE_LIST, contentProblem, foldedName, pathProblem, STAYS_HOME } from './package-paths.ts'
import { readZip, tooLarge, type ZipEntry } from './read-zip.ts'

const FILE_TYPE = 0o170000
const REGULAR = 0o100000
const FOLDER = 0o040000

/**
 * Unpacks an exported persona into an empty folder and checks it against its list of files.
 * Everything that can be known before a byte is written is checked before; the folder is the caller's to throw away.
 * @throws `persona_invalid` or `too_large`, with the reason
 */
export async function unpackArchive(file: string, into: string): Promise<void> {
  const sums = new Map<string, { size: number; sha256: string }>()
  let list = ''
  try {
    await readZip(
      file,
      ARCHIVE_LIMITS,
      async (name, content, sha256) => {
        if (name === ARCHIVE_LIST) {
          list = content.toString('utf8')
          return
        }
        sums.set(name, { size: content.length, sha256 })
        await write(into, name, content)
      },
      checkEntries,
    )
  } catch (thrown) {
    if (thrown instanceof UnderstudyError) throw thrown
    throw new UnderstudyError('persona_invalid', 'The file is damaged or was cut off; have it exported again.', { cause: thrown })
  }
  checkList(list, sums)
}

/** Takes over a package folder by the same rules, but for the list of files. @throws as {@link unpackArchive} */
export async function copyFolder(from: string, into: string): Promise<void> {
  const seen = new Set<string>()
  let total = 0
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await readdir(join(from, folder))) {
      const name = folder === '' ? entry : `${folder}/${entry}`
      if (STAYS_HOME.some((pattern) => pattern.test(name))) continue
      const stats = await lstat(join(from, name))
      if (stats.isSymbolicLink()) throw refused('has a link in it')
      const problem = pathProblem(name) ?? contentProblem(stats.isDirectory() ? `${name}/` : name)
      if (problem !== null) throw refused(problem)
      if (seen.has(foldedName(name))) throw refused('has two files whose names differ in capitals only')
      seen.add(foldedName(name))
      total += stats.size
      if (seen.size > ARCHIVE_LIMITS.maxEntries) throw refused(`has more than ${ARCHIVE_LIMITS.maxEntries} files`)
      if (stats.size > ARCHIVE_LIMITS.maxEntryBytes || total > ARCHIVE_LIMITS.maxTotalBytes) throw tooLarge()
      if (stats.isDirectory()) await visit(name)
      else if (stats.isFile()) await write(into, name, await readFile(join(from, name)))
      else throw refused('has something in it that is no file')
    }
  }
  await visit('')
}

function checkEntries(entries: readonly ZipEntry[]): void {
  const names = new Map<string, boolean>()
  for (const { name, mode, encrypted } of entries) {
    const problem = pathProblem(name)
    if (problem !== null) throw refused(problem)
    const type = mode & FILE_TYPE
    if (type !== 0 && type !== REGULAR && type !== FOLDER) throw refused('has a link or a device in it')
    if (encrypted) throw refused('is protected by a password')
    const isFolder = name.endsWith('/')
    const folded = foldedName(name)
    if (names.has(folded)) throw refused('has two files of the same name, or names that differ in capitals only')
    names.set(folded, isFolder)
    const foreign = name === ARCHIVE_LIST ? null : contentProblem(name)
    if (foreign !== null) throw refused(foreign)
  }
  if (!names.has(ARCHIVE_LIST)) throw new UnderstudyError('persona_invalid', 'The file is not an exported persona; choose a file that ends in .understudy.')
}

function checkList(text: string, sums: ReadonlyMap<string, { size: number; sha256: string }>): void {
  const list = parsePackageJson(text, archiveListSchema, ARCHIVE_LIST)
  const listed = new Map(list.files.map((file) => [file.path, file]))
  for (const name of sums.keys()) if (!listed.has(name)) throw refused(`has the file «${name}», which its list does not name`)
  for (const { path, size, sha256 } of list.files) {
    const found = sums.get(path)
    if (!found) throw refused(`lacks the file «${path}»`)
    if (found.size !== size || found.sha256 !== sha256) throw refused(`has a file that was changed after the export («${path}»)`)
  }
}

async function write(into: string, name: string, content: Uint8Array): Promise<void> {
  const path = join(into, name)
  await mkdir(dirname(path), { recursive: true })
  // Never over anything: a second file of the name is a mistake of ours.
  await writeFile(path, content, { flag: 'wx', mode: 0o600 })
}

function refused(problem: string): UnderstudyError {
  return new UnderstudyError('persona_invalid', `The persona was not imported because its file ${problem}; have it exported again.`)
}
