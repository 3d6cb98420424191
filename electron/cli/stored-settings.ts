import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomically } from '../base/atomic-file.ts'
import { UnderstudyError } from '../contract/errors.ts'
import { settingsSchema, type Settings } from '../contract/settings.ts'
import { dataDirectory } from './data-directory.ts'

/** The app's settings as they lie on disk; defaults where there are none yet. @throws `store_unavailable` */
export async function storedSettings(): Promise<Settings> {
  let text: string
  try {
    text = await readFile(settingsPath(), 'utf8')
  } catch {
    return settingsSchema.parse({})
  }
  try {
    return settingsSchema.parse(JSON.parse(text))
  } catch (cause) {
    throw new UnderstudyError('store_unavailable', 'The settings of the app cannot be read; start the app once, which puts them right.', { cause })
  }
}

export async function activePersonaId(): Promise<string> {
  return (await storedSettings()).personaId
}

/** Takes effect in the app at its next start. */
export async function setActivePersonaId(personaId: string): Promise<void> {
  await writeFileAtomically(settingsPath(), JSON.stringify({ ...(await storedSettings()), personaId }, null, 2))
}

function settingsPath(): string {
  return join(dataDirectory(), 'settings.json')
}
