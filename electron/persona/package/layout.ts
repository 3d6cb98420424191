import { join } from 'node:path'

/** Where everything lies in a persona package, format version 1 (see ../README.md). */
export const PACKAGE_FORMAT_VERSION = 1

export const PACKAGE = {
  manifest: 'persona.json',
  consent: 'consent.json',
  recording: 'consent/recording.wav',
  /** A phrase that still waits to be read aloud; stays on this machine. */
  challenge: 'consent/challenge.json',
  documents: 'documents',
  style: 'style.json',
  policy: 'policy.json',
  corrections: 'corrections.json',
  questions: 'suggested-questions.json',
  index: 'index',
  /** Own head: head.json (any kind that the page draws), what that names, and origin.json. */
  head: 'head',
  headOrigin: 'head/origin.json',
  /** Documents taken out, for as long as that can be undone; stays on this machine. */
  removed: 'removed',
  /** The head before this one, for as long as that can be undone, and one on its way in; both stay on this machine. */
  headBefore: '.head-before',
  headIncoming: '.head-new',
} as const

export const DOCUMENT_SUFFIX = '.md'

export function documentPath(directory: string, id: string): string {
  return join(directory, PACKAGE.documents, `${id}${DOCUMENT_SUFFIX}`)
}
