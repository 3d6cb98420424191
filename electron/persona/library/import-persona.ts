import { existsSync } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { UnderstudyError } from '../../contract/errors.ts'
import { personaManifestSchema } from '../../contract/persona.ts'
import { buildIndex } from '../build-index.ts'
import type { Embed } from '../chat-model.ts'
import { freeName } from '../ingest/slug.ts'
import { PACKAGE } from '../package/layout.ts'
import { readPackageJson, writePackageJson } from '../package/package-json.ts'
import { dropForeignVectors, packageProblems } from '../transfer/check-package.ts'
import { copyFolder, unpackArchive } from '../transfer/unpack.ts'
import type { Revocations } from './revocations.ts'
import type { Trash } from './trash.ts'

export type OnConflict = 'refuse' | 'copy' | 'replace'

export interface ImportPlace {
  ownDirectory: string
  trash: Trash
  revocations: Revocations
  isTaken: (id: string) => boolean
  isBuiltIn: (id: string) => boolean
  embed: Embed
}

/**
 * Takes an exported persona, or a package folder, into the library. It is unpacked and checked under another name, and moved
 * into place only when nothing is wrong with it.
 * @returns the id under which it is here
 * @throws `persona_invalid`, `too_large`, `not_found`, `bad_request` where the id is taken
 */
export async function importPersona(path: string, onConflict: OnConflict, place: ImportPlace): Promise<string> {
  const stats = await stat(path).catch((cause: unknown) => {
    throw new UnderstudyError('not_found', 'The file cannot be opened; choose another.', { cause })
  })
  const staging = await place.trash.staging()
  try {
    if (stats.isDirectory()) await copyFolder(path, staging)
    else await unpackArchive(path, staging)
    const [problem] = await packageProblems(staging)
    if (problem !== undefined) throw new UnderstudyError('persona_invalid', `The persona was not imported: ${problem}`)
    const id = await settleId(staging, onConflict, place)
    await place.revocations.apply(staging)
    await dropForeignVectors(staging)
    await buildIndex({ personaDir: staging, embed: place.embed })
    await moveIn(staging, id, place)
    return id
  } catch (error) {
    await rm(staging, { recursive: true, force: true })
    throw error
  }
}

async function settleId(staging: string, onConflict: OnConflict, { isTaken, isBuiltIn }: ImportPlace): Promise<string> {
  const manifest = await readPackageJson(join(staging, PACKAGE.manifest), personaManifestSchema)
  if (!isTaken(manifest.id)) return manifest.id
  if (onConflict === 'copy') {
    const id = freeName(manifest.id.slice(0, 60), isTaken)
    await writePackageJson(join(staging, PACKAGE.manifest), { ...manifest, id })
    return id
  }
  if (isBuiltIn(manifest.id)) throw new UnderstudyError('bad_request', `«${manifest.id}» ships with Understudy and stays; import it as a copy.`)
  if (onConflict === 'refuse') throw new UnderstudyError('bad_request', `There is a persona «${manifest.id}» already; import it as a copy, or replace the one that is here.`)
  return manifest.id
}

async function moveIn(staging: string, id: string, { ownDirectory, trash }: ImportPlace): Promise<void> {
  const directory = join(ownDirectory, id)
  const replaces = existsSync(directory)
  if (replaces) await trash.put(id, directory)
  try {
    await rename(staging, directory)
  } catch (error) {
    if (replaces) await trash.takeBack(id, directory)
    throw error
  }
}
