import { UnderstudyError } from '../contract/errors.ts'
import type { HostDependencies, SettingsAccess } from '../contract/host.ts'
import type { AppStatus } from '../contract/ipc.ts'
import type { ConsentCheck, IngestProgress, IngestReport, PersonaEntry, PersonaProfile } from '../contract/persona.ts'
import { meetingPersona } from '../meeting/meeting-persona.ts'
import type { MeetingPersona } from '../meeting/meeting-service.ts'
import type { PersonaLibrary } from '../persona/library/persona-library.ts'
import { FLITE_VOICES } from '../speech/flite.ts'
import type { Conversation } from './conversation.ts'
import type { HeadKeeper } from './head-keeper.ts'
import type { Microphone } from './microphone.ts'
import type { PersonaFaces } from './persona-faces.ts'
import { BUILT_IN_PERSONA, type Services } from './services.ts'

export interface PersonaKeeperOptions {
  services: Services
  settings: SettingsAccess
  faces: PersonaFaces
  heads: HeadKeeper
  conversation: Conversation
  microphone: Microphone
  emit: HostDependencies['emit']
  statusChanged(): void
}

/** The personas of the running app: which one answers, how they are made and changed, and what follows for the rest of it. */
export class PersonaKeeper {
  private making: AbortController | null = null
  private consentOf: string | null = null
  private readonly unsubscribe: (() => void)[]

  constructor(private readonly options: PersonaKeeperOptions) {
    const { services, conversation } = options
    this.unsubscribe = [
      services.personas.onChange(async () => {
        await conversation.startOver()
        services.interlocutor.rest()
      }),
      services.library.onChange((id) => void this.changed(id)),
    ]
  }

  get library(): PersonaLibrary {
    return this.options.services.library
  }

  summary(): AppStatus['persona'] {
    const { persona } = this.options.services
    const { manifest, corpus, suggestedQuestions } = persona
    return {
      id: manifest.id,
      name: manifest.name,
      title: manifest.title,
      organisation: manifest.organisation,
      disclosure: manifest.disclosure,
      consent: persona.consentState(),
      headUrl: this.options.heads.urlOf(persona),
      documents: corpus.documents.length,
      suggestedQuestions: [...suggestedQuestions],
      answers: { mode: this.options.services.answerMode(), freest: persona.answerModes.freest },
    }
  }

  inMeetings(): MeetingPersona {
    return meetingPersona(this.options.services.persona)
  }

  /** @throws `not_found`, `persona_invalid`; the one before goes on answering then */
  async use(id: string): Promise<void> {
    const { services, settings } = this.options
    await services.personas.use(id)
    if (settings.current.personaId !== id) await settings.update({ personaId: id })
    this.tellChanged()
  }

  /** @throws `cancelled` after {@link cancel}, with nothing left behind */
  create(folder: string, profile: PersonaProfile): Promise<{ persona: PersonaEntry; report: IngestReport }> {
    return this.make(async (signal, onProgress) => {
      const { persona, report } = await this.library.create({ folder, profile }, { signal, onProgress })
      return { persona, report }
    })
  }

  addDocuments(id: string, paths: readonly string[]): Promise<IngestReport> {
    return this.make((signal, onProgress) => this.library.addDocuments(id, paths, { signal, onProgress }))
  }

  cancel(): void {
    this.making?.abort()
  }

  /** Somebody else answers before the one who answers now is taken away. */
  async delete(id: string): Promise<void> {
    if (id === this.options.services.persona.manifest.id) await this.use(BUILT_IN_PERSONA)
    await this.library.delete(id)
    await this.options.faces.forget(id)
  }

  /** Undo of {@link delete}. */
  async restore(id: string): Promise<void> {
    await this.library.restore(id)
    await this.options.faces.restore(id)
  }

  /** Begins to listen to the consent phrase. @throws what is wrong with the microphone */
  async consentBegin(id: string): Promise<void> {
    const { microphone, conversation } = this.options
    if (microphone.problem) throw microphone.problem
    await conversation.stop()
    microphone.capture.press({ preRoll: false })
    this.consentOf = id
  }

  async consentEnd(id: string): Promise<ConsentCheck> {
    if (this.consentOf !== id) throw new UnderstudyError('bad_request', 'Start the recording first, then read the phrase.')
    this.consentOf = null
    const { samples, hadSpeech } = await this.options.microphone.capture.release()
    if (!hadSpeech) return { accepted: false, matchedShare: 0, transcript: '', words: [], reason: 'Nothing was heard; check the microphone and read the phrase again.' }
    return this.library.verifyConsent(id, samples)
  }

  consentCancel(): void {
    if (this.consentOf === null) return
    this.consentOf = null
    this.options.microphone.capture.cancel()
  }

  voices(): { id: string; label: string }[] {
    return FLITE_VOICES.map(({ id, label }) => ({ id, label }))
  }

  dispose(): void {
    this.cancel()
    for (const end of this.unsubscribe) end()
  }

  private async make<T>(work: (signal: AbortSignal, onProgress: (progress: IngestProgress) => void) => Promise<T>): Promise<T> {
    if (this.making) throw new UnderstudyError('bad_request', 'Documents are being read already; wait for them, or cancel that first.')
    const making = new AbortController()
    this.making = making
    try {
      return await work(making.signal, (progress) => this.options.emit('personas.progress', progress))
    } finally {
      this.making = null
    }
  }

  /** Changed documents and profiles count at once for the one who answers; revoked consent silences it at once. */
  private async changed(id: string): Promise<void> {
    const { services, conversation, emit } = this.options
    try {
      if (id === services.persona.manifest.id) {
        if (!services.persona.mayspeak()) await conversation.stop()
        await services.personas.use(id)
      }
    } catch (thrown) {
      emit('notice', UnderstudyError.from(thrown).toShape())
    }
    this.tellChanged()
  }

  private tellChanged(): void {
    this.options.emit('personas.changed', undefined)
    this.options.statusChanged()
  }
}
