import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { HeadOrigin } from '../../contract/avatar.ts'
import { UnderstudyError } from '../../contract/errors.ts'
import {
  personaIdSchema,
  personaManifestSchema,
  personaPolicySchema,
  type ConsentCheck,
  type IngestProgress,
  type IngestReport,
  type PersonaDetail,
  type PersonaDocument,
  type PersonaEntry,
  type PersonaPolicy,
  type PersonaProfile,
} from '../../contract/persona.ts'
import type { Embed } from '../chat-model.ts'
import { ConsentCeremony } from '../consent/ceremony.ts'
import type { ChallengeRequest } from '../consent/challenge.ts'
import { PackageConsent } from '../consent/consent-gate.ts'
import { Corpus } from '../corpus.ts'
import { purgeHeadBefore, putOwnHead, removeOwnHead, swapOwnHead } from '../head/own-head.ts'
import { PACKAGE } from '../package/layout.ts'
import { readPackageJson, writePackageJson } from '../package/package-json.ts'
import { packageProblems } from '../transfer/check-package.ts'
import { exportPackage } from '../transfer/export-package.ts'
import { addDocuments, removeDocument, restoreDocument } from './change-documents.ts'
import { createPersona, type CreateRequest } from './create-persona.ts'
import { detailOf, entryOf, packageFolders, policyOf } from './describe.ts'
import { importPersona, type OnConflict } from './import-persona.ts'
import type { IndexOptions } from './index-package.ts'
import { locate, type LibraryFolders, type Location } from './locations.ts'
import { manifestPart } from './profile.ts'
import { Revocations } from './revocations.ts'
import { KEPT_MS, Trash } from './trash.ts'

export interface PersonaLibraryOptions extends LibraryFolders {
  /** Sentence vectors of the embedded model. */
  embed: Embed
  /** What is said in 16 kHz mono sound, −1…1. */
  transcribe: (samples: Float32Array) => Promise<string>
}

export interface WorkOptions {
  onProgress?: (progress: IngestProgress) => void
  signal?: AbortSignal
}

/**
 * The personas of this machine: those that ship with the product, and own ones in a folder of packages. Changes of one persona are made one after the other.
 */
export class PersonaLibrary {
  private readonly trash: Trash
  private readonly revocations: Revocations
  private readonly listeners = new Set<(id: string) => void>()
  private readonly queues = new Map<string, Promise<unknown>>()
  private purged = false

  constructor(private readonly options: PersonaLibraryOptions) {
    this.trash = new Trash(options.ownDirectory)
    this.revocations = new Revocations(options.ownDirectory)
  }

  /** Own personas first, each kind by name. A damaged one is there with its problem. */
  async list(): Promise<PersonaEntry[]> {
    await this.purgeOnce()
    const { bundledDirectory, ownDirectory } = this.options
    const groups = await Promise.all(
      [{ parent: ownDirectory, builtIn: false }, { parent: bundledDirectory, builtIn: true }].map(async ({ parent, builtIn }) => {
        const ids = await packageFolders(parent)
        const entries = await Promise.all(ids.map((id) => entryOf({ id, directory: join(parent, id), builtIn })))
        return entries.sort((a, b) => a.name.localeCompare(b.name))
      }),
    )
    return groups.flat()
  }

  async entry(id: string): Promise<PersonaEntry> {
    return entryOf(await this.locate(id))
  }

  /** @throws `not_found`, `persona_invalid` */
  async detail(id: string): Promise<PersonaDetail> {
    return detailOf(await this.locate(id), await this.correctionsPath(id))
  }

  /** Everything that is wrong with its files, each in a sentence. */
  async problems(id: string): Promise<string[]> {
    return packageProblems(await this.directory(id))
  }

  /** @throws `not_found` */
  locate(id: string): Promise<Location> {
    return locate(this.options, id)
  }

  async directory(id: string): Promise<string> {
    return (await this.locate(id)).directory
  }

  /** Own packages carry their corrections; those of a bundled persona lie beside the own personas. */
  async correctionsPath(idOrPath: string): Promise<string> {
    const { id, directory, builtIn } = await this.locate(idOrPath)
    return builtIn ? join(dirname(this.options.ownDirectory), 'corrections', `${id}.json`) : join(directory, PACKAGE.corrections)
  }

  async consent(id: string): Promise<PackageConsent> {
    return new PackageConsent(await this.directory(id))
  }

  /** @throws see {@link createPersona} */
  async create(request: CreateRequest, work: WorkOptions = {}): Promise<{ persona: PersonaEntry; directory: string; report: IngestReport }> {
    // Outside the library only the ids that ship with the product are taken for good.
    const isTaken = (id: string): boolean => (request.directory === undefined ? this.isTaken(id) : this.isBuiltIn(id))
    const place = { ownDirectory: this.options.ownDirectory, isTaken }
    const { id, directory, report } = await createPersona(request, place, await this.indexOptions(work))
    this.changed(id)
    return { persona: await entryOf({ id, directory, builtIn: false }), directory, report }
  }

  addDocuments(id: string, paths: readonly string[], work: WorkOptions = {}): Promise<IngestReport> {
    return this.change(id, async ({ directory }) => addDocuments(directory, paths, await this.indexOptions(work)))
  }

  removeDocument(id: string, documentId: string): Promise<void> {
    return this.change(id, async ({ directory }) => removeDocument(directory, documentId, await this.indexOptions({})))
  }

  restoreDocument(id: string, documentId: string): Promise<void> {
    return this.change(id, async ({ directory }) => restoreDocument(directory, documentId, await this.indexOptions({})))
  }

  /** @throws `bad_request` to make somebody who was asked for consent stand in for nobody */
  update(id: string, profile: PersonaProfile, policy: PersonaPolicy): Promise<PersonaDetail> {
    return this.change(id, async ({ directory }) => {
      const path = join(directory, PACKAGE.manifest)
      const manifest = { ...(await readPackageJson(path, personaManifestSchema)), ...manifestPart(profile) }
      if (manifest.synthetic && existsSync(join(directory, PACKAGE.consent))) {
        throw new UnderstudyError('bad_request', 'This persona has a consent record, so it stands in for a person; it cannot be made synthetic.')
      }
      await writePackageJson(join(directory, PACKAGE.policy), personaPolicySchema.parse({ ...(await policyOf(directory).catch(() => null)), ...policy }))
      await writePackageJson(path, manifest)
      return this.detail(id)
    })
  }

  /** Makes the head in a folder of ours its own; what was there before can be had back. @throws `persona_invalid` */
  setHead(id: string, folder: string, origin: HeadOrigin): Promise<PersonaDetail> {
    return this.changeHead(id, (directory) => putOwnHead(directory, folder, origin))
  }

  removeHead(id: string): Promise<PersonaDetail> {
    return this.changeHead(id, removeOwnHead)
  }

  /** Undo of the latest {@link setHead} or {@link removeHead}. @throws `not_found` */
  undoHead(id: string): Promise<PersonaDetail> {
    return this.changeHead(id, swapOwnHead)
  }

  /** Into the trash, from which {@link restore} brings it back for thirty days. */
  delete(id: string): Promise<void> {
    return this.change(id, ({ id, directory }) => {
      if (directory !== join(this.options.ownDirectory, id)) throw new UnderstudyError('bad_request', 'This persona is not in the library; delete its folder yourself.')
      return this.trash.put(id, directory)
    })
  }

  /** @throws `not_found`, `bad_request` where its id is in use again */
  async restore(id: string): Promise<void> {
    if (!personaIdSchema.safeParse(id).success) throw new UnderstudyError('not_found', 'There is no persona of that name to be brought back.')
    if (this.isTaken(id)) throw new UnderstudyError('bad_request', `There is a persona «${id}» again; delete it first, or keep it.`)
    await this.trash.takeBack(id, join(this.options.ownDirectory, id))
    this.changed(id)
  }

  /** @throws `persona_invalid`, `disk_full` */
  async export(idOrPath: string, out: string): Promise<void> {
    const { id, directory } = await this.locate(idOrPath)
    await exportPackage({ id, directory, correctionsPath: await this.correctionsPath(idOrPath), out })
  }

  /** @param path an exported file or a package folder @throws see {@link importPersona} */
  async import(path: string, onConflict: OnConflict = 'refuse'): Promise<PersonaEntry> {
    const { ownDirectory, embed } = this.options
    const id = await importPersona(path, onConflict, {
      ownDirectory,
      embed,
      trash: this.trash,
      revocations: this.revocations,
      isTaken: (id) => this.isTaken(id),
      isBuiltIn: (id) => this.isBuiltIn(id),
    })
    this.changed(id)
    return this.entry(id)
  }

  /** A phrase for the person to read within thirty minutes. @throws `bad_request` for a persona that stands in for nobody */
  challenge(id: string, request: ChallengeRequest): Promise<{ phrase: string; answerBy: string }> {
    return this.change(id, async ({ directory }) => {
      if (new PackageConsent(directory).state() === 'synthetic') {
        throw new UnderstudyError('bad_request', 'This persona is synthetic and stands in for nobody; it needs no consent.')
      }
      return this.ceremony(directory).challenge(request)
    })
  }

  /** @param samples16k mono, −1…1 @throws `consent_missing` when no phrase waits to be read */
  verifyConsent(id: string, samples16k: Float32Array): Promise<ConsentCheck> {
    return this.change(id, ({ directory }) => this.ceremony(directory).verify(samples16k))
  }

  /** Here and in every copy of the same consent on this machine. @throws `consent_missing` where nobody was asked for consent */
  revoke(id: string, reason = ''): Promise<void> {
    return this.change(id, async ({ directory }) => {
      await this.ceremony(directory).revoke(reason)
      await this.revocations.spread(directory)
    })
  }

  /** Told the id of every persona that was made, changed, deleted or brought back. */
  onChange(listener: (id: string) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private changeHead(id: string, work: (directory: string) => Promise<void>): Promise<PersonaDetail> {
    return this.change(id, async ({ directory }) => {
      await work(directory)
      return this.detail(id)
    })
  }

  private async change<T>(idOrPath: string, work: (location: Location) => Promise<T>): Promise<T> {
    const location = await this.locate(idOrPath)
    if (location.builtIn) throw new UnderstudyError('forbidden', 'This persona ships with Understudy and stays as it is; import a copy of it to change that.')
    const earlier = this.queues.get(location.directory) ?? Promise.resolve()
    const run = earlier.then(() => work(location))
    const settled = run.catch(() => undefined)
    this.queues.set(location.directory, settled)
    void settled.then(() => {
      if (this.queues.get(location.directory) === settled) this.queues.delete(location.directory)
    })
    const result = await run
    this.changed(location.id)
    return result
  }

  private changed(id: string): void {
    for (const listener of this.listeners) listener(id)
  }

  private ceremony(directory: string): ConsentCeremony {
    return new ConsentCeremony(directory, this.options.transcribe)
  }

  private isBuiltIn(id: string): boolean {
    return existsSync(join(this.options.bundledDirectory, id))
  }

  private isTaken(id: string): boolean {
    return this.isBuiltIn(id) || existsSync(join(this.options.ownDirectory, id))
  }

  private async indexOptions(work: WorkOptions): Promise<IndexOptions> {
    return { embed: this.options.embed, others: await this.bundledDocuments(), ...work }
  }

  /** Other people's words, with which a person's own are compared. */
  private async bundledDocuments(): Promise<PersonaDocument[]> {
    const { bundledDirectory } = this.options
    const ids = await packageFolders(bundledDirectory)
    const corpora = await Promise.all(ids.map((id) => Corpus.load(join(bundledDirectory, id)).catch(() => null)))
    return corpora.flatMap((corpus) => corpus?.documents ?? [])
  }

  private async purgeOnce(): Promise<void> {
    if (this.purged) return
    this.purged = true
    // What cannot be removed now is tried again at the next start.
    await this.trash.purge().catch(() => undefined)
    const { ownDirectory } = this.options
    for (const id of await packageFolders(ownDirectory)) await purgeHeadBefore(join(ownDirectory, id), KEPT_MS).catch(() => undefined)
  }
}
