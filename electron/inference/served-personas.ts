import { existsSync, readFileSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { UnderstudyError } from '../contract/errors.ts'
import { personaIdSchema, personaManifestSchema, personaUseSchema, type PersonaManifest, type PersonaUse } from '../contract/persona.ts'
import type { ChatModel, Embed } from '../persona/chat-model.ts'
import { PackageConsent } from '../persona/consent/consent-gate.ts'
import { PACKAGE } from '../persona/package/layout.ts'
import { PersonaService, type AnswerEvent, type HistoryTurn } from '../persona/persona-service.ts'

export interface PersonaFolders {
  bundledDirectory: string
  /** Own personas, where the server was told of them. */
  ownDirectory?: string | undefined
}

interface OpenPersona {
  /** Of the files it was opened from. */
  stamp: string
  service: Promise<PersonaService>
  /** Under way; the last one to end closes a persona that was replaced meanwhile. */
  answers: number
  retired: boolean
}

/** What names a persona where OpenAI's routes take a voice or a model. */
const PREFIX = 'persona/'
/** Opened for answers; each holds its documents in memory. */
const MAX_OPEN = 2

/**
 * The personas which the server lends a voice, a face or answers. Their packages are looked at with every request, so that
 * consent which ran out or was taken back a moment ago counts.
 */
export class ServedPersonas {
  private readonly gates = new Map<string, PackageConsent>()
  private readonly opened = new Map<string, OpenPersona>()

  constructor(private readonly folders: PersonaFolders | null) {}

  isPersona(name: string): boolean {
    return name.startsWith(PREFIX)
  }

  /**
   * @param name `persona/ID`, or the id alone
   * @param use what for; left out where the request does not tell, and consent for any use does
   * @throws UnderstudyError `not_found`, `persona_invalid`, `persona_may_not_speak`
   */
  require(name: string, use?: PersonaUse): { id: string; directory: string; manifest: PersonaManifest } {
    const id = this.isPersona(name) ? name.slice(PREFIX.length) : name
    const directory = this.directoryOf(id)
    if (directory === undefined) throw new UnderstudyError('not_found', 'There is no such persona here; see /v1/models.')
    const gate = this.gateOf(directory)
    if (use !== undefined) gate.require(use)
    else if (!personaUseSchema.options.some((any) => gate.allows(any))) gate.require('talk')
    return { id, directory, manifest: manifestIn(directory) }
  }

  /** @param voice a voice's name, or `persona/ID` for that persona's voice @throws see {@link require}; `not_found` for a voice of another engine */
  voiceOf(voice: string, engine: string): string {
    if (!this.isPersona(voice)) return voice
    const { manifest } = this.require(voice)
    if (manifest.voice.engine !== engine) throw new UnderstudyError('not_found', 'The voice of this persona is not served here.')
    return manifest.voice.id
  }

  /** @throws see {@link require}, and as the persona's own `answer` */
  async *answer(name: string, request: { question: string; history: readonly HistoryTurn[]; signal: AbortSignal }, models: { embed: Embed; chat: ChatModel }): AsyncGenerator<AnswerEvent> {
    const open = await this.open(name, models)
    open.answers += 1
    try {
      yield* (await open.service).answer({ ...request, use: 'talk' })
    } finally {
      open.answers -= 1
      if (open.retired && open.answers === 0) void disposeOf(open)
    }
  }

  /** Names of those that may speak now. */
  async names(): Promise<string[]> {
    const ids = await Promise.all(this.parents().map((parent) => readdir(parent).catch((): string[] => [])))
    return [...new Set(ids.flat())].sort().filter((id) => this.isServed(id)).map((id) => `${PREFIX}${id}`)
  }

  dispose(): void {
    for (const id of [...this.opened.keys()]) this.close(id)
  }

  private isServed(id: string): boolean {
    try {
      this.require(id)
      return true
    } catch {
      return false
    }
  }

  /** Opened once, and again when its package or its corrections changed. */
  private async open(name: string, models: { embed: Embed; chat: ChatModel }): Promise<OpenPersona> {
    const { id, directory } = this.require(name, 'talk')
    const correctionsPath = this.correctionsPath(id, directory)
    const stamp = await stampOf([join(directory, PACKAGE.manifest), join(directory, PACKAGE.documents), correctionsPath])
    const known = this.opened.get(id)
    if (known?.stamp === stamp) return known
    this.close(id)
    const open: OpenPersona = { stamp, answers: 0, retired: false, service: PersonaService.open({ directory, correctionsPath, ...models }) }
    this.opened.set(id, open)
    open.service.catch(() => {
      if (this.opened.get(id) === open) this.opened.delete(id)
    })
    for (const oldest of [...this.opened.keys()].slice(0, -MAX_OPEN)) this.close(oldest)
    return open
  }

  private close(id: string): void {
    const open = this.opened.get(id)
    if (!open) return
    this.opened.delete(id)
    open.retired = true
    if (open.answers === 0) void disposeOf(open)
  }

  private directoryOf(id: string): string | undefined {
    if (!personaIdSchema.safeParse(id).success) return undefined
    return this.parents().map((parent) => join(parent, id)).find((directory) => existsSync(join(directory, PACKAGE.manifest)))
  }

  private parents(): string[] {
    const { bundledDirectory, ownDirectory } = this.folders ?? {}
    return [bundledDirectory, ownDirectory].filter((parent) => parent !== undefined)
  }

  private gateOf(directory: string): PackageConsent {
    let gate = this.gates.get(directory)
    if (!gate) this.gates.set(directory, (gate = new PackageConsent(directory)))
    return gate
  }

  /** As in the library: own packages carry theirs, those of a bundled persona lie beside the own ones. */
  private correctionsPath(id: string, directory: string): string {
    const { ownDirectory } = this.folders ?? {}
    if (ownDirectory === undefined || dirname(directory) === ownDirectory) return join(directory, PACKAGE.corrections)
    return join(dirname(ownDirectory), 'corrections', `${id}.json`)
  }
}

async function disposeOf({ service }: OpenPersona): Promise<void> {
  await service.then(
    (persona) => persona.dispose(),
    () => undefined,
  )
}

function manifestIn(directory: string): PersonaManifest {
  try {
    return personaManifestSchema.parse(JSON.parse(readFileSync(join(directory, PACKAGE.manifest), 'utf8')))
  } catch (cause) {
    throw new UnderstudyError('persona_invalid', 'The persona package is damaged; import it again.', { cause })
  }
}

async function stampOf(paths: readonly string[]): Promise<string> {
  const stats = await Promise.all(paths.map((path) => stat(path).catch(() => null)))
  return stats.map((found) => (found ? `${found.ino}:${found.ctimeMs}` : '-')).join('|')
}
