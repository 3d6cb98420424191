import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path'
import { UnderstudyError } from '../../contract/errors.ts'
import { personaIdSchema } from '../../contract/persona.ts'
import { PACKAGE } from '../package/layout.ts'

export interface LibraryFolders {
  /** Personas that ship with the product: read only. */
  bundledDirectory: string
  /** Own personas; made when the first one is. */
  ownDirectory: string
  /** Whether the path of a package directory does for an id: for a terminal, where whoever asks may open any folder anyway. */
  acceptPaths?: boolean
}

/** Where a persona lies and who may change it. */
export interface Location {
  id: string
  directory: string
  builtIn: boolean
}

/**
 * @param idOrPath an id, or, where they are accepted, the path of a package directory
 * @throws `not_found`
 */
export async function locate(folders: LibraryFolders, idOrPath: string): Promise<Location> {
  if (personaIdSchema.safeParse(idOrPath).success) {
    for (const builtIn of [true, false]) {
      const directory = join(builtIn ? folders.bundledDirectory : folders.ownDirectory, idOrPath)
      if (existsSync(join(directory, PACKAGE.manifest))) return { id: idOrPath, directory, builtIn }
    }
  }
  const path = resolve(idOrPath)
  if (folders.acceptPaths && (isPath(idOrPath) || existsSync(join(path, PACKAGE.manifest))) && existsSync(path)) {
    return { id: await idOf(path), directory: path, builtIn: dirname(path) === resolve(folders.bundledDirectory) }
  }
  throw new UnderstudyError('not_found', 'There is no persona of that name here; see the list of personas, or import it first.')
}

function isPath(text: string): boolean {
  return isAbsolute(text) || text.includes('/') || text.includes(sep) || text.startsWith('.')
}

/** As the manifest says, or the folder's name where that cannot be read. */
async function idOf(directory: string): Promise<string> {
  try {
    const manifest = JSON.parse(await readFile(join(directory, PACKAGE.manifest), 'utf8')) as { id?: unknown }
    return personaIdSchema.parse(manifest.id)
  } catch {
    return basename(directory)
  }
}
