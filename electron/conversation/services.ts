import { join } from 'node:path'
import type { Logger } from 'pino'
import { azureName } from '../animation/providers/azure/azure-voice.ts'
import { UnderstudyError } from '../contract/errors.ts'
import type { AnswerMode } from '../contract/persona.ts'
import type { KeyPlace, Settings } from '../contract/settings.ts'
import { hostOf } from '../inference/clients/client-errors.ts'
import { endpointResolver } from '../inference/endpoints.ts'
import type { SpawnInferenceChild } from '../inference/inference-child.ts'
import type { SpeechChunk, SynthesizeRequest } from '../inference/clients/speech-client.ts'
import { createRoleClients, type ClientTimeouts, type RoleClients } from '../inference/role-clients.ts'
import { InferenceSupervisor } from '../inference/supervisor.ts'
import type { ChatModel } from '../persona/chat-model.ts'
import { PersonaLibrary } from '../persona/library/persona-library.ts'
import { PersonaService } from '../persona/persona-service.ts'
import { ActivePersona } from './active-persona.ts'
import { AnswerRun } from './answer-run.ts'
import type { ConversationOptions } from './conversation-options.ts'
import type { Voice } from './ports.ts'
import { RealtimePartner } from './speech-to-speech/realtime-partner.ts'

export interface ServiceOptions {
  spawn: SpawnInferenceChild
  resourcesDir: string
  modelsDir: string
  settings: () => Settings
  key: (place: KeyPlace) => Promise<string | null>
  /** The user's own folder; own personas lie in it. */
  dataDirectory: string
  /** Id or package directory of the persona; the settings' one where left out. */
  persona?: string | undefined
  /** Folder for what can be made again; none keeps it in memory. */
  cacheDirectory?: string
  /** Whether our own engines answer and speak where a server of the settings fails; true where left out. */
  standIns?: boolean
  /** The longest silence of each role's server. */
  timeouts?: Partial<ClientTimeouts>
  /** Whether the network is off: then every role is served by our own engines. */
  offline?: () => boolean
  logger?: Logger
}

/** What every host needs to hold a conversation, composed once: the app and the CLI differ only in their edges. */
export interface Services {
  supervisor: InferenceSupervisor
  clients: RoleClients
  library: PersonaLibrary
  personas: ActivePersona
  /** The one that answers now. */
  readonly persona: PersonaService
  /** Why another one answers than was chosen; null where it is the chosen one. */
  readonly personaProblem: UnderstudyError | null
  /** How freely the persona is to answer now: as the settings have it, no freer than its owner allows. */
  answerMode(): AnswerMode
  /** Speaks as the persona: in its own voice, where our engines speak. */
  voice: Voice
  /** Hears and answers by itself, where the settings choose one. */
  interlocutor: RealtimePartner
  /** Resolves when models are warm and the whole path has been walked once, unheard: the first real turn is as quick as the next. */
  ready(): Promise<void>
  dispose(): Promise<void>
}

/** Who answers where the chosen persona is gone or damaged. */
export const BUILT_IN_PERSONA = 'iris-valdane'

/** Never heard; any question does. */
const REHEARSAL = 'What do you do?'

/** Starts the inference process (without waiting for it to be warm) and opens the persona. */
export async function openServices(options: ServiceOptions): Promise<Services> {
  const { settings, resourcesDir, modelsDir, logger } = options
  const supervisor = new InferenceSupervisor({
    spawn: options.spawn,
    resourcesDir,
    modelsDir,
    personasDir: join(options.dataDirectory, 'personas'),
    transcriptionModel: settings().transcriptionModel,
    ...(logger ? { logger } : {}),
  })
  // A failed start is told through the status and by every request; here nobody waits for it.
  supervisor.start().catch(() => undefined)
  let personas: ActivePersona | undefined
  const persona = (): string => personas?.current.manifest.id ?? settings().personaId
  const clients = createRoleClients({ resolve: endpointResolver({ supervisor, settings, key: options.key, persona, ...(options.offline ? { offline: options.offline } : {}) }), ...(options.timeouts ? { timeouts: options.timeouts } : {}) })
  const standIns = options.standIns ?? true
  const chat: ChatModel = {
    stream: (messages, request) => clients.chat.stream(messages, request),
    standIn: () => {
      const { kind, baseUrl = '' } = settings().endpoints.language
      return standIns && kind === 'custom' ? { of: hostOf(baseUrl), chat: clients.ownChat } : null
    },
  }
  const library = new PersonaLibrary({
    bundledDirectory: join(resourcesDir, 'personas'),
    ownDirectory: join(options.dataDirectory, 'personas'),
    acceptPaths: options.persona !== undefined,
    embed: (texts) => clients.embedder.embed(texts),
    transcribe: async (samples) => (await clients.transcriber.transcribe(samples)).text,
  })
  try {
    const openPersona = async (id: string): Promise<PersonaService> =>
      PersonaService.open({
        directory: await library.directory(id),
        correctionsPath: await library.correctionsPath(id),
        embed: (texts) => clients.embedder.embed(texts),
        chat,
        onRefusal: (refused) => logger?.info(refused, 'held back by a rule'),
        ...(options.cacheDirectory ? { cacheDirectory: options.cacheDirectory } : {}),
      })
    let personaProblem: UnderstudyError | null = null
    const chosen = options.persona ?? settings().personaId
    const active = await ActivePersona.open(openPersona, chosen).catch((thrown: unknown) => {
      // An app whose chosen persona is gone or damaged must start all the same, or nobody could choose another.
      if (options.persona !== undefined || chosen === BUILT_IN_PERSONA) throw thrown
      personaProblem = UnderstudyError.from(thrown)
      return ActivePersona.open(openPersona, BUILT_IN_PERSONA)
    })
    personas = active
    // Asked again at every sentence: consent that is revoked, here or by another process, ends the answer where it is.
    const speak = (text: string, request: SynthesizeRequest): AsyncIterable<SpeechChunk> => {
      active.current.requireConsent()
      return clients.synthesizer.synthesize(text, { voice: active.current.manifest.voice.id, ...request })
    }
    const ownVoice: Voice = { synthesize: (text, request) => speak(text, { ...request, embedded: true }) }
    const voice: Voice = {
      synthesize: (text, { signal }) => speak(text, signal ? { signal } : {}),
      standIn: () => {
        const { kind, provider, baseUrl = '' } = settings().endpoints.speech
        return standIns && kind === 'custom' ? { of: provider === 'azure' ? azureName(baseUrl) : hostOf(baseUrl), voice: ownVoice } : null
      },
    }
    const interlocutor = new RealtimePartner({ settings, key: options.key, persona: () => active.current, offline: options.offline ?? (() => false) })
    let ready: Promise<void> | undefined
    return {
      supervisor,
      clients,
      library,
      personas: active,
      get persona() {
        return active.current
      },
      personaProblem,
      answerMode: () => active.current.answerMode(settings().answerModes[active.current.manifest.id]),
      voice,
      interlocutor,
      ready: () => (ready ??= supervisor.start().then(() => rehearse(new AnswerRun({ answerer: active, voice: ownVoice, animator: clients.ownAnimation }, { question: REHEARSAL })))),
      dispose: async () => {
        interlocutor.dispose()
        active.dispose()
        clients.dispose()
        await supervisor.stop()
      },
    }
  } catch (error) {
    clients.dispose()
    await supervisor.stop()
    throw error
  }
}

/** Up to the first face frame. What fails here fails again, and is told, when somebody asks. */
async function rehearse(run: AnswerRun): Promise<void> {
  try {
    for await (const output of run.outputs) if (output.type === 'frames') break
  } catch {
    // Told by the first real turn.
  } finally {
    run.cancel()
  }
}

/** Who answers, listens, speaks and moves the face in a conversation. */
export function rolesOf(services: Services): Pick<ConversationOptions, 'personaId' | 'answerMode' | 'answerer' | 'listener' | 'voice' | 'animator' | 'interlocutor' | 'warm'> {
  return {
    personaId: () => services.persona.manifest.id,
    answerMode: () => services.answerMode(),
    answerer: services.personas,
    listener: services.clients.transcriber,
    voice: services.voice,
    animator: services.clients.animation,
    interlocutor: services.interlocutor,
    warm: () => {
      void services.clients.warm()
      services.interlocutor.warm()
    },
  }
}
