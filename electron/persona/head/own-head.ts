import { existsSync, statSync } from 'node:fs'
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { HEAD_FILE, headOriginSchema, type HeadOrigin, type PersonaHead } from '../../contract/avatar.ts'
import { UnderstudyError } from '../../contract/errors.ts'
import { personaManifestSchema } from '../../contract/persona.ts'
import { PACKAGE } from '../package/layout.ts'
import { readPackageJson, writePackageJson } from '../package/package-json.ts'
import { inspectHead } from './inspect-head.ts'

/**
 * The head that a persona package carries in `head/`, of whichever kind: an avatar made elsewhere (`mesh`, `splats`) or a portrait of our own
 * format, fitted to photographs. One step back is kept, so that accepting and removing can be undone.
 */

/** @throws `persona_invalid` where it is damaged, `not_found` where there is none */
export async function readOwnHead(directory: string): Promise<PersonaHead> {
  const origin = await readPackageJson(join(directory, PACKAGE.headOrigin), headOriginSchema)
  return { origin, report: await inspectHead(join(directory, PACKAGE.head)) }
}

export function ownHeadFolder(directory: string): string {
  return join(directory, PACKAGE.head)
}

/** Another one whenever another head lies there; null where there is none. */
export function ownHeadStamp(directory: string): string | null {
  const stats = statSync(join(directory, PACKAGE.head, 'head.json'), { throwIfNoEntry: false })
  return stats ? `${stats.ino.toString(36)}-${Math.round(stats.mtimeMs).toString(36)}` : null
}

/**
 * Makes the head in the folder `from` the persona's own. The folder is copied: whoever made it throws it away.
 * @throws `persona_invalid` where it holds no head that can be drawn; what was there before stays then
 */
export async function putOwnHead(directory: string, from: string, origin: HeadOrigin): Promise<void> {
  const incoming = join(directory, PACKAGE.headIncoming)
  await rm(incoming, { recursive: true, force: true })
  try {
    await mkdir(incoming, { recursive: true })
    for (const name of await readdir(from)) if (HEAD_FILE.test(name)) await cp(join(from, name), join(incoming, name))
    await inspectHead(incoming)
    await writePackageJson(join(incoming, 'origin.json'), headOriginSchema.parse(origin))
    await setAside(directory)
    await rename(incoming, join(directory, PACKAGE.head))
  } finally {
    await rm(incoming, { recursive: true, force: true })
  }
  await nameHead(directory)
}

/** The portrait that ships stands in again. */
export async function removeOwnHead(directory: string): Promise<void> {
  if (existsSync(join(directory, PACKAGE.head))) await setAside(directory)
  await nameHead(directory)
}

/** Undo of the latest {@link putOwnHead} or {@link removeOwnHead}; once more, and it is done again. */
export async function swapOwnHead(directory: string): Promise<void> {
  const [head, before, between] = [PACKAGE.head, PACKAGE.headBefore, PACKAGE.headIncoming].map((name) => join(directory, name)) as [string, string, string]
  await rm(between, { recursive: true, force: true })
  const [hasHead, hasBefore] = [existsSync(head), existsSync(before)]
  if (!hasHead && !hasBefore) throw new UnderstudyError('not_found', 'There is no face that could be brought back; choose its file again.')
  if (hasHead) await rename(head, between)
  if (hasBefore) await rename(before, head)
  if (hasHead) await rename(between, before)
  await nameHead(directory)
}

/** Removes for good what could be brought back for too long. */
export async function purgeHeadBefore(directory: string, keptMs: number): Promise<void> {
  const before = join(directory, PACKAGE.headBefore)
  // Moving it there changed its time of change and left that of its content.
  const stats = statSync(before, { throwIfNoEntry: false })
  if (stats && Date.now() - stats.ctimeMs > keptMs) await rm(before, { recursive: true, force: true })
}

async function setAside(directory: string): Promise<void> {
  const [head, before] = [join(directory, PACKAGE.head), join(directory, PACKAGE.headBefore)]
  await rm(before, { recursive: true, force: true })
  if (existsSync(head)) await rename(head, before)
}

/** The manifest says what lies there. */
async function nameHead(directory: string): Promise<void> {
  const path = join(directory, PACKAGE.manifest)
  const manifest = await readPackageJson(path, personaManifestSchema)
  await writePackageJson(path, { ...manifest, head: existsSync(join(directory, PACKAGE.head)) ? 'own' : 'default' })
}
