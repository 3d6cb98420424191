import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { UnderstudyError } from '../../contract/errors.ts'
import {
  consentRecordSchema,
  personaPolicySchema,
  personaStyleSchema,
  type ConsentRecord,
  type DocumentEntry,
  type PersonaDetail,
  type PersonaDocument,
  type PersonaEntry,
  type PersonaPolicy,
  type PersonaStyle,
} from '../../contract/persona.ts'
import { correctionsFileSchema, type CorrectionsFile } from '../../contract/review.ts'
import { PackageConsent } from '../consent/consent-gate.ts'
import { Corpus } from '../corpus.ts'
import { readOwnHead } from '../head/own-head.ts'
import { countWords } from '../ingest/blocks.ts'
import { PACKAGE } from '../package/layout.ts'
import { readPackageJson } from '../package/package-json.ts'
import type { Location } from './locations.ts'

/** A row of the list; a damaged package has its problem in it and hides no other. */
export async function entryOf(location: Location): Promise<PersonaEntry> {
  const { id, directory, builtIn } = location
  const common = { id, consent: new PackageConsent(directory).state(), builtIn }
  try {
    const { manifest, documents } = await Corpus.load(directory)
    if (manifest.id !== id && basename(directory) === id) {
      throw new UnderstudyError('persona_invalid', `Its folder is called «${id}» but its persona.json says «${manifest.id}»; give both the same name.`)
    }
    const { name, title, organisation } = manifest
    return { ...common, name, title, organisation, documents: documents.length, problem: null }
  } catch (thrown) {
    return { ...common, name: id, title: '', organisation: '', documents: 0, problem: UnderstudyError.from(thrown).message }
  }
}

/** @throws `persona_invalid` */
export async function detailOf(location: Location, correctionsPath: string): Promise<PersonaDetail> {
  const { directory } = location
  const entry = await entryOf(location)
  if (entry.problem !== null) throw new UnderstudyError('persona_invalid', entry.problem)
  const { manifest, documents } = await Corpus.load(directory)
  const corrections = await readPackageJson<CorrectionsFile | null>(correctionsPath, correctionsFileSchema.nullable(), null)
  return {
    ...entry,
    disclosure: manifest.disclosure,
    synthetic: manifest.synthetic,
    voiceId: manifest.voice.id,
    ...(await ownHeadOf(directory, manifest.head)),
    documentList: documents.map(documentEntry),
    consentRecord: await consentRecordOf(directory),
    corrections: corrections ? corrections.approved.length + corrections.never.length : 0,
    policy: await policyOf(directory),
    style: await readPackageJson<PersonaStyle | null>(join(directory, PACKAGE.style), personaStyleSchema.nullable(), null),
  }
}

async function ownHeadOf(directory: string, head: string): Promise<Pick<PersonaDetail, 'head' | 'headProblem'>> {
  if (head !== 'own') return { head: null, headProblem: null }
  try {
    return { head: await readOwnHead(directory), headProblem: null }
  } catch (thrown) {
    return { head: null, headProblem: UnderstudyError.from(thrown).message }
  }
}

export function documentEntry({ id, title, kind, date, text }: PersonaDocument): DocumentEntry {
  return { id, title, kind, words: countWords(text), ...(date ? { date } : {}) }
}

export function policyOf(directory: string): Promise<PersonaPolicy> {
  return readPackageJson<PersonaPolicy>(join(directory, PACKAGE.policy), personaPolicySchema, personaPolicySchema.parse({ formatVersion: 1 }))
}

/** The record in force, else the phrase that waits to be read. */
async function consentRecordOf(directory: string): Promise<ConsentRecord | null> {
  const given = new PackageConsent(directory).record()
  return given ?? (await readPackageJson<ConsentRecord | null>(join(directory, PACKAGE.challenge), consentRecordSchema.nullable(), null).catch(() => null))
}

/** Folders in a folder, hidden ones left out. */
export async function packageFolders(parent: string): Promise<string[]> {
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map((entry) => entry.name)
}
