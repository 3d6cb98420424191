import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { UnderstudyError } from '../../contract/errors.ts'
import { personaIdSchema, personaManifestSchema, personaPolicySchema, type IngestReport, type PersonaDocument, type PersonaManifest, type PersonaProfile } from '../../contract/persona.ts'
import { ingestFiles } from '../ingest/ingest-files.ts'
import { freeName, slug } from '../ingest/slug.ts'
import { formatDocument } from '../package/document-file.ts'
import { documentPath, PACKAGE, PACKAGE_FORMAT_VERSION } from '../package/layout.ts'
import { writePackageJson } from '../package/package-json.ts'
import { findNames } from './find-names.ts'
import { indexPackage, type IndexOptions } from './index-package.ts'
import { manifestPart } from './profile.ts'
import { newStaging } from './trash.ts'

export interface CreateRequest {
  /** Folder (or files) with what the person wrote and said. */
  folder: string | readonly string[]
  profile: PersonaProfile
  /** Made from the name where left out. */
  id?: string | undefined
  /** Where the package goes instead of the library. */
  directory?: string | undefined
}

/**
 * Makes a persona package from files. Until it is whole it lies beside its place under another name, so that a failed,
 * cancelled or killed creation leaves nothing in the library.
 * @throws `bad_request`, `persona_invalid` when no file could be read, `cancelled`, and what the embedding throws
 */
export async function createPersona(
  request: CreateRequest,
  place: { ownDirectory: string; isTaken: (id: string) => boolean },
  options: IndexOptions,
): Promise<{ id: string; directory: string; report: IngestReport }> {
  const id = chooseId(request, place.isTaken)
  const directory = request.directory === undefined ? join(place.ownDirectory, id) : resolve(request.directory)
  await requireFree(directory)
  const paths = typeof request.folder === 'string' ? [request.folder] : request.folder
  const staging = await newStaging(dirname(directory))
  try {
    const { documents, report } = await ingestFiles({ paths, personName: request.profile.name, onProgress: options.onProgress, signal: options.signal })
    if (documents.length === 0) throw nothingRead(report)
    await writePackage(staging, newManifest(id, request.profile, documents), documents)
    await indexPackage(staging, options)
    if (existsSync(directory)) await rmdir(directory)
    await rename(staging, directory)
    return { id, directory, report }
  } catch (error) {
    await rm(staging, { recursive: true, force: true })
    throw error
  }
}

function chooseId({ id, profile }: CreateRequest, isTaken: (id: string) => boolean): string {
  if (id === undefined) return freeName(slug(profile.name, 'persona'), isTaken)
  if (!personaIdSchema.safeParse(id).success) throw new UnderstudyError('bad_request', 'Write the id in small letters, digits and hyphens, 64 at most.')
  if (isTaken(id)) throw new UnderstudyError('bad_request', `There is a persona «${id}» already; choose another id.`)
  return id
}

async function requireFree(directory: string): Promise<void> {
  const inside = await readdir(directory).catch((error: unknown) => ((error as NodeJS.ErrnoException).code === 'ENOENT' ? [] : null))
  if (inside === null || inside.length > 0) throw new UnderstudyError('bad_request', `There is something in «${basename(directory)}» already; choose a new folder for the persona.`)
}

function newManifest(id: string, profile: PersonaProfile, documents: readonly PersonaDocument[]): PersonaManifest {
  const part = manifestPart(profile)
  return personaManifestSchema.parse({
    formatVersion: PACKAGE_FORMAT_VERSION,
    id,
    ...part,
    vocabulary: findNames(documents, [part.name, part.organisation].filter(Boolean)),
  })
}

async function writePackage(directory: string, manifest: PersonaManifest, documents: readonly PersonaDocument[]): Promise<void> {
  await mkdir(join(directory, PACKAGE.documents), { recursive: true })
  for (const document of documents) await writeFile(documentPath(directory, document.id), formatDocument(document))
  await writePackageJson(join(directory, PACKAGE.policy), personaPolicySchema.parse({ formatVersion: PACKAGE_FORMAT_VERSION }))
  await writePackageJson(join(directory, PACKAGE.manifest), manifest)
}

function nothingRead({ skipped }: IngestReport): UnderstudyError {
  const first = skipped[0]
  if (!first) return new UnderstudyError('persona_invalid', 'The folder is empty; choose one with what the person wrote and said.')
  const others = skipped.length > 1 ? `none of the ${skipped.length} files could be read` : 'its only file could not be read'
  return new UnderstudyError('persona_invalid', `No persona was made: ${others} («${first.file}»: ${first.reason.replace(/\.$/, '')}).`)
}
