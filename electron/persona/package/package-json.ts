import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { type z } from 'zod'
import { writeFileAtomically } from '../../base/atomic-file.ts'
import { UnderstudyError } from '../../contract/errors.ts'
import { PACKAGE_FORMAT_VERSION } from './layout.ts'

/**
 * Reads a JSON file of a persona package.
 * @param fallback what an absent file means; without it an absent file is an error
 * @throws `persona_invalid` when it is absent, damaged, or of a format this program does not know yet
 */
export async function readPackageJson<T>(path: string, schema: z.ZodType<T>, fallback?: T): Promise<T> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    if (fallback !== undefined && (cause as NodeJS.ErrnoException).code === 'ENOENT') return fallback
    throw new UnderstudyError('persona_invalid', `The persona package has no readable ${basename(path)}; choose another folder.`, { cause })
  }
  return parsePackageJson(text, schema, basename(path))
}

/** @throws `persona_invalid` */
export function parsePackageJson<T>(text: string, schema: z.ZodType<T>, name: string): T {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new UnderstudyError('persona_invalid', `«${name}» of the persona package is damaged; restore it or import the persona again.`, { cause })
  }
  const version = (value as { formatVersion?: unknown } | null)?.formatVersion
  if (typeof version === 'number' && version > PACKAGE_FORMAT_VERSION) {
    throw new UnderstudyError('persona_invalid', `«${name}» has package format ${version}, which a newer Understudy made; update Understudy to use this persona.`)
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const place = issue?.path.length ? ` at «${issue.path.join('.')}»` : ''
  throw new UnderstudyError('persona_invalid', `Correct «${name}» of the persona package${place}: ${issue?.message ?? 'it is not what it should be'}.`, { cause: parsed.error })
}

/** A reader, or a start after a crash, sees the old or the new file and nothing between. */
export async function writePackageJson(path: string, value: unknown): Promise<void> {
  await writeFileAtomically(path, `${JSON.stringify(value, null, 2)}\n`)
}
