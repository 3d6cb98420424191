import { lstat, readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { UnderstudyError } from '../../contract/errors.ts'

export interface FoundFile {
  path: string
  /** Within what was chosen, with slashes; a file's name where the file itself was chosen. */
  relativePath: string
}

export const MAX_FILES = 2_000
const MAX_DEPTH = 12
/** Left by systems and programs; nobody put them there. */
const LITTER = /^(?:\.|~\$|__MACOSX$|Thumbs\.db$|desktop\.ini$|Icon\r$|node_modules$)/i
const COPY = /\bcopy\b|\(\d+\)|\bkopie\b/i

/**
 * The files of folders, sub-folders included, and files named themselves; links are not followed. Copies come last, so that
 * of two files with the same text the original counts.
 * @throws `not_found`, `too_large` for more than {@link MAX_FILES}
 */
export async function walkFiles(paths: readonly string[]): Promise<FoundFile[]> {
  const found: FoundFile[] = []
  const visit = async (path: string, relativePath: string, depth: number): Promise<void> => {
    const stats = await lstat(path)
    if (stats.isFile()) found.push({ path, relativePath })
    if (found.length > MAX_FILES) throw new UnderstudyError('too_large', `There are more than ${MAX_FILES.toLocaleString('en')} files in it; choose a folder with fewer.`)
    if (!stats.isDirectory() || depth > MAX_DEPTH) return
    const names = await readdir(path).catch(() => [])
    for (const name of names.sort()) {
      if (!LITTER.test(name)) await visit(join(path, name), relativePath === '' ? name : `${relativePath}/${name}`, depth + 1)
    }
  }
  for (const path of paths) {
    const stats = await lstat(path).catch((cause: unknown) => {
      throw new UnderstudyError('not_found', 'The folder or file cannot be opened; choose another.', { cause })
    })
    await visit(path, stats.isDirectory() ? '' : basename(path), 0)
  }
  return found.sort((a, b) => Number(COPY.test(a.relativePath)) - Number(COPY.test(b.relativePath)))
}
