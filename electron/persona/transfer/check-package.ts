import { createHash } from 'node:crypto'
import { open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { UnderstudyError } from '../../contract/errors.ts'
import { consentRecordSchema, personaManifestSchema, personaPolicySchema, personaStyleSchema, type ConsentRecord, type PersonaManifest } from '../../contract/persona.ts'
import { correctionsFileSchema } from '../../contract/review.ts'
import { Corpus } from '../corpus.ts'
import { EMBEDDING_DIMENSIONS, EMBEDDING_MODEL } from '../embedding-model.ts'
import { readOwnHead } from '../head/own-head.ts'
import { PACKAGE } from '../package/layout.ts'
import { readPackageJson } from '../package/package-json.ts'

const HEADS = new Set(['default', 'own'])
const LONGEST_HEADER_BYTES = 16 * 1024 * 1024

const vectorsHeaderSchema = z.object({ model: z.literal(EMBEDDING_MODEL), dimensions: z.literal(EMBEDDING_DIMENSIONS), keys: z.array(z.string().max(64)) })

/** Everything that is wrong with the package in a directory, each in a sentence; consent's state is not looked at, its record is. */
export async function packageProblems(directory: string): Promise<string[]> {
  const problems: string[] = []
  const attempt = async <T>(work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work()
    } catch (thrown) {
      problems.push(UnderstudyError.from(thrown).message)
      return null
    }
  }
  const manifest = await attempt<PersonaManifest>(() => readPackageJson(join(directory, PACKAGE.manifest), personaManifestSchema))
  if (manifest === null) return problems
  if (!HEADS.has(manifest.head)) problems.push(`It wants the head «${manifest.head}», which this Understudy does not have; update Understudy or change «head» to «default».`)
  if (manifest.head === 'own') await attempt(() => readOwnHead(directory))
  await attempt(() => Corpus.load(directory))
  await attempt(() => readPackageJson(join(directory, PACKAGE.policy), personaPolicySchema.nullable(), null))
  await attempt(() => readPackageJson(join(directory, PACKAGE.style), personaStyleSchema.nullable(), null))
  await attempt(() => readPackageJson(join(directory, PACKAGE.corrections), correctionsFileSchema.nullable(), null))
  const consent = await attempt<ConsentRecord | null>(() => readPackageJson<ConsentRecord | null>(join(directory, PACKAGE.consent), consentRecordSchema.nullable(), null))
  if (consent?.recording) {
    const recording = await readFile(join(directory, PACKAGE.recording)).catch(() => null)
    if (recording === null) problems.push('The recording of the consent is missing; have the person read a new phrase.')
    else if (sha256(recording) !== consent.recording.sha256) problems.push('The recording of the consent was changed after it was accepted; have the person read a new phrase.')
  }
  return problems
}

/** Removes vectors that are not what this program would have made: they are made anew from the documents. */
export async function dropForeignVectors(directory: string): Promise<void> {
  const path = join(directory, PACKAGE.index, 'vectors.i8')
  if (!(await vectorsFit(path))) await rm(path, { force: true })
}

async function vectorsFit(path: string): Promise<boolean> {
  try {
    const file = await open(path)
    try {
      const { size } = await file.stat()
      const start = Buffer.alloc(Math.min(size, LONGEST_HEADER_BYTES))
      await file.read(start, 0, start.length, 0)
      const end = start.indexOf(0x0a)
      const header = vectorsHeaderSchema.parse(JSON.parse(start.toString('utf8', 0, end)))
      return size - end - 1 === header.keys.length * header.dimensions
    } finally {
      await file.close()
    }
  } catch {
    return false
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
