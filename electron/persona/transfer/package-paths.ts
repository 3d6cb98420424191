import { HEAD_FILE } from '../../contract/avatar.ts'
import { PACKAGE } from '../package/layout.ts'

/** Name of the list of files in an archive. */
export const ARCHIVE_LIST = 'understudy.json'

/** All that may be in a package which travels; anything else is not ours. */
const ALLOWED: readonly RegExp[] = [
  /^(?:persona|consent|style|policy|corrections|suggested-questions)\.json$/,
  /^consent\/recording\.wav$/,
  /^documents\/[^/.][^/]*\.md$/,
  /^index\/vectors\.i8$/,
  /^head\/origin\.json$/,
]
const HEAD_FOLDER = `${PACKAGE.head}/`
const ALLOWED_FOLDERS = new Set<string>(['consent', PACKAGE.documents, PACKAGE.index, PACKAGE.head])

/** What may lie in a package on this machine and does not travel. */
export const STAYS_HOME: readonly RegExp[] = [/^consent\/challenge\.json$/, /^removed(?:\/|$)/, /(?:^|\/)\./, /(?:^|\/)(?:Thumbs\.db|desktop\.ini)$/, /\.(?:new|part)$/]

const LONGEST_NAME = 120
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

/** Why a file or folder of this name is not written anywhere, as the end of a sentence; null where it may be. */
export function pathProblem(name: string): string | null {
  if (name === '' || name.includes('\0')) return 'has a file without a proper name'
  if (/^(?:[/\\]|[a-z]:)/i.test(name)) return 'has a file with an absolute path'
  if (name.includes('\\')) return 'has a file with a backslash in its name'
  const segments = name.replace(/\/$/, '').split('/')
  if (segments.some((segment) => segment === '..' || segment === '.' || segment === '')) return 'has a file that leads out of its folder'
  if (segments.some((segment) => segment.length > LONGEST_NAME || /[\u0000-\u001f<>:"|?*]|[. ]$/.test(segment) || RESERVED.test(segment))) {
    return 'has a file whose name some systems cannot store'
  }
  return null
}

/** Why this file is not part of a persona package, as the end of a sentence; null where it is. */
export function contentProblem(name: string): string | null {
  if (name.endsWith('/')) return ALLOWED_FOLDERS.has(name.slice(0, -1)) ? null : `has the folder «${shown(name)}», which is no part of a persona`
  if (name.startsWith(HEAD_FOLDER) && HEAD_FILE.test(name.slice(HEAD_FOLDER.length))) return null
  return ALLOWED.some((pattern) => pattern.test(name)) ? null : `has the file «${shown(name)}», which is no part of a persona`
}

/** Names that are one on systems that don't tell capitals apart. */
export function foldedName(name: string): string {
  return name.normalize('NFC').toLowerCase().replace(/\/$/, '')
}

function shown(name: string): string {
  return name.length > 60 ? `${name.slice(0, 57)}…` : name
}
