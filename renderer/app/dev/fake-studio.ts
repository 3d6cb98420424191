import { UnderstudyError } from '../../../electron/contract/errors.ts'
import type { IpcChannel, IpcRequest, IpcResponse } from '../../../electron/contract/ipc.ts'
import type { ConsentRecord, IngestReport, PersonaDetail, PersonaEntry } from '../../../electron/contract/persona.ts'
import { SAMPLE_RATE_HZ, type FakeMain } from './fake-main.ts'
import { status } from './sample.ts'

export interface FakeStudioOptions {
  personas: PersonaDetail[]
  /** What comes of any folder or files. */
  report: IngestReport
  /** Milliseconds per file read. */
  paceMs?: number
  /** File at which the reading stops for good, to look at that state. */
  holdAt?: number
  /** What goes wrong instead, by channel. */
  failures?: Partial<Record<IpcChannel, string>>
  /** What is heard of the phrase, one after the other; then it is accepted. */
  heard?: string[]
  /** Milliseconds a phrase lives. */
  phraseMs?: number
  /** A persona of the imported id is here already. */
  conflict?: boolean
}

type Handlers = { [C in IpcChannel]?: (request: IpcRequest<C>) => IpcResponse<C> | Promise<IpcResponse<C>> }

export const PHRASE = 'Copper lanterns drift past the quiet harbour while seven patient gardeners count the morning bells'

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** A scripted keeper of personas, as `Scenario.handlers` wants it. */
export class FakeStudio {
  readonly handlers: Handlers
  private personas: PersonaDetail[]
  private readonly removed = new Map<string, PersonaDetail>()
  private readonly removedDocuments = new Map<string, PersonaDetail['documentList'][number]>()
  private readonly heard: string[]
  private run = 0
  private asked: IpcRequest<'personas.challenge'> | null = null

  constructor(
    private readonly main: FakeMain,
    private readonly options: FakeStudioOptions,
  ) {
    this.personas = structuredClone(options.personas)
    this.heard = [...(options.heard ?? [])]
    const all: Handlers = {
      'personas.list': () => this.personas.map(entryOf),
      'personas.get': ({ id }) => structuredClone(this.find(id)),
      'personas.use': ({ id }) => this.use(id),
      'personas.create': (request) => this.create(request),
      'personas.cancel': () => void this.run++,
      'personas.addDocuments': ({ id }) => this.addDocuments(id),
      'personas.removeDocument': ({ id, documentId }) => this.removeDocument(id, documentId),
      'personas.restoreDocument': ({ id, documentId }) => this.change(id, (persona) => withDocuments(persona, [...persona.documentList, this.removedDocuments.get(documentId)!])),
      'personas.update': ({ id, profile, policy }) => {
        const { voiceId = 'slt', synthetic = false, disclosure = '', title = '', organisation = '', name } = profile
        this.change(id, (persona) => ({
          ...persona,
          ...{ name, title, organisation, disclosure, voiceId, synthetic },
          policy: { formatVersion: 1, refusedTopics: policy.refusedTopics ?? [], wakeNames: policy.wakeNames ?? [] },
        }))
        return this.find(id)
      },
      'personas.delete': ({ id }) => this.delete(id),
      'personas.restore': ({ id }) => this.put(this.removed.get(id)!),
      'personas.export': () => undefined,
      'personas.import': ({ onConflict }) => this.import(onConflict ?? 'refuse'),
      'personas.challenge': (request) => {
        this.asked = request
        return { phrase: PHRASE, answerBy: new Date(Date.now() + (options.phraseMs ?? 30 * 60_000)).toISOString() }
      },
      'personas.consentBegin': () => undefined,
      'personas.consentEnd': ({ id }) => this.check(id),
      'personas.consentCancel': () => undefined,
      'personas.revoke': ({ id, reason }) =>
        this.change(id, (persona) => ({
          ...persona,
          consent: 'revoked',
          consentRecord: persona.consentRecord && { ...persona.consentRecord, revokedAt: new Date().toISOString(), revokedReason: reason ?? '' },
        })),
      'personas.voices': () => [
        { id: 'slt', label: 'Woman, American' },
        { id: 'rms', label: 'Man, American' },
        { id: 'awb', label: 'Man, Scottish' },
      ],
      'personas.previewVoice': ({ voiceId }) => ({ sampleRateHz: SAMPLE_RATE_HZ, pcm: new Uint8Array(hum(voiceId === 'slt' ? 190 : 110).buffer) }),
      'dialog.open': ({ kind }) => (kind === 'folder' ? ['/home/user/Documents/Field notes and talks'] : [`/home/user/Documents/${kind === 'persona' ? 'Tomas-Ekholm.understudy' : 'Letter to the board.docx'}`]),
      'dialog.save': ({ suggestedName }) => `/home/user/Documents/${suggestedName}`,
    }
    this.handlers = { ...all, ...failing(options.failures ?? {}) }
  }

  private find(id: string): PersonaDetail {
    const persona = this.personas.find((one) => one.id === id)
    if (!persona) throw new UnderstudyError('not_found', 'This persona is not here any more; choose another one.')
    if (persona.problem) throw new UnderstudyError('persona_invalid', persona.problem)
    return persona
  }

  private put(persona: PersonaDetail): void {
    this.personas = [...this.personas.filter(({ id }) => id !== persona.id), persona]
    this.main.emit('personas.changed', undefined)
  }

  private change(id: string, update: (persona: PersonaDetail) => PersonaDetail): void {
    this.personas = this.personas.map((persona) => (persona.id === id ? update(persona) : persona))
    this.main.emit('personas.changed', undefined)
  }

  private use(id: string): void {
    this.main.changeStatus({ persona: { ...status.persona, ...entryOf(this.find(id)) } })
    this.main.emit('personas.changed', undefined)
  }

  private async read(): Promise<IngestReport> {
    const run = ++this.run
    const { report, paceMs = 120, holdAt = Infinity } = this.options
    const files = [...report.documents, ...report.skipped].map(({ file }) => file)
    for (const [k, file] of files.entries()) {
      await pause(k >= holdAt ? 1e9 : paceMs)
      if (run !== this.run) throw new UnderstudyError('cancelled', 'The reading was cancelled.')
      this.main.emit('personas.progress', { phase: 'reading', done: k + 1, total: files.length, file })
    }
    for (let done = 0; done <= 4; done++) {
      await pause(paceMs)
      this.main.emit('personas.progress', { phase: 'indexing', done, total: 4, file: '' })
    }
    return report
  }

  private async create({ profile }: IpcRequest<'personas.create'>): Promise<IpcResponse<'personas.create'>> {
    const report = await this.read()
    const { name, title = '', organisation = '', disclosure = '', voiceId = 'slt', synthetic = false } = profile
    const made: PersonaDetail = {
      ...{ id: name.toLowerCase().replace(/[^a-z0-9]+/g, '-'), name, title, organisation, disclosure, voiceId, synthetic, builtIn: false, corrections: 0 },
      consent: synthetic ? 'synthetic' : 'unverified',
      problem: null,
      documents: report.documents.length,
      documentList: report.documents,
      head: null,
      headProblem: null,
      consentRecord: null,
      policy: { formatVersion: 1, refusedTopics: [], wakeNames: [] },
      style: { formatVersion: 1, meanSentenceWords: 17.3, favouriteWords: ['calibrate', 'patience', 'honest'], openings: ['Let me put it this way'] },
    }
    this.put(made)
    return { persona: entryOf(made), report }
  }

  private async addDocuments(id: string): Promise<IngestReport> {
    const read = await this.read()
    const report = { ...read, documents: read.documents.map((entry) => ({ ...entry, id: `added-${entry.id}` })) }
    this.change(id, (persona) => withDocuments(persona, [...persona.documentList, ...report.documents]))
    return report
  }

  private removeDocument(id: string, documentId: string): void {
    this.removedDocuments.set(documentId, this.find(id).documentList.find((one) => one.id === documentId)!)
    this.change(id, (persona) => withDocuments(persona, persona.documentList.filter((one) => one.id !== documentId)))
  }

  private delete(id: string): void {
    this.removed.set(id, this.personas.find((persona) => persona.id === id)!)
    this.personas = this.personas.filter((persona) => persona.id !== id)
    this.main.emit('personas.changed', undefined)
  }

  private import(onConflict: 'refuse' | 'copy' | 'replace'): PersonaEntry {
    const [, imported] = this.options.personas
    if (this.options.conflict && onConflict === 'refuse') {
      throw new UnderstudyError('bad_request', `${imported!.name} is here already; keep both, or replace the one that is here.`)
    }
    const made = { ...structuredClone(imported!), id: onConflict === 'copy' ? `${imported!.id}-2` : imported!.id }
    this.put(made)
    return entryOf(made)
  }

  private async check(id: string): Promise<IpcResponse<'personas.consentEnd'>> {
    await pause(900)
    const transcript = this.heard.shift()
    if (transcript !== undefined) {
      const said = transcript.toLowerCase().split(/\W+/)
      const words = PHRASE.split(' ').map((word) => ({ word, heard: said.includes(word.toLowerCase().replace(/\W/g, '')) }))
      return { accepted: false, matchedShare: 0.6, transcript, words, reason: 'Some words were missing or different; read them all again, a little slower and closer to the microphone.' }
    }
    const { person, scope, audience = '', validDays } = this.asked!
    const now = Date.now()
    const consentRecord: ConsentRecord = consent({ person, scope, audience, grantedAt: new Date(now).toISOString(), expiresAt: new Date(now + validDays * 86_400_000).toISOString() })
    this.change(id, (persona) => ({ ...persona, consent: 'verified', consentRecord }))
    return { accepted: true, matchedShare: 1, transcript: PHRASE.toLowerCase(), words: [], reason: '' }
  }
}

export function consent(patch: Partial<ConsentRecord>): ConsentRecord {
  return {
    formatVersion: 1,
    person: 'Tomas Ekholm',
    scope: ['talk', 'meeting'],
    audience: 'Everybody in the calibration department',
    phrase: PHRASE,
    nonce: 'a1',
    issuedAt: '2026-02-03T09:00:00.000Z',
    grantedAt: '2026-02-03T09:04:00.000Z',
    expiresAt: '2029-02-03T09:04:00.000Z',
    recording: { file: 'consent/recording.wav', sha256: '0'.repeat(64), durationMs: 7_420, transcript: PHRASE.toLowerCase(), matchedShare: 1 },
    voiceMatch: null,
    faceMatch: null,
    revokedAt: null,
    revokedReason: '',
    ...patch,
  }
}

function entryOf({ id, name, title, organisation, consent: state, builtIn, documents, problem }: PersonaDetail): PersonaEntry {
  return { id, name, title, organisation, consent: state, builtIn, documents, problem }
}

function withDocuments(persona: PersonaDetail, documentList: PersonaDetail['documentList']): PersonaDetail {
  return { ...persona, documentList, documents: documentList.length }
}

function failing(failures: Partial<Record<IpcChannel, string>>): Handlers {
  return Object.fromEntries(
    Object.entries(failures).map(([channel, message]) => [
      channel,
      () => {
        throw new UnderstudyError(channel === 'personas.import' ? 'persona_invalid' : 'disk_full', message)
      },
    ]),
  )
}

function hum(hz: number): Int16Array {
  return Int16Array.from({ length: SAMPLE_RATE_HZ * 2 }, (_, k) => {
    const t = k / SAMPLE_RATE_HZ
    return 3_000 * Math.sin(2 * Math.PI * hz * t) * Math.sin(Math.PI * 3 * t) ** 2
  })
}
