import { UnderstudyError } from '../../contract/errors.ts'
import type { PathGrants } from '../../contract/host.ts'

/** The page may name only paths which a person chose: a page that was taken over reads and writes nothing else. @throws `forbidden` */
export function requireGrant(grants: PathGrants, path: string): string {
  if (!grants.has(path)) throw new UnderstudyError('forbidden', 'Choose the file or folder in the dialog first.')
  return path
}
