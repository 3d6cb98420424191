import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Role, Settings } from '../contract/settings.ts'
import { endpointResolver } from '../inference/endpoints.ts'
import type { SpawnInferenceChild } from '../inference/inference-child.ts'
import { createRoleClients, type RoleClients } from '../inference/role-clients.ts'
import { InferenceSupervisor } from '../inference/supervisor.ts'
import { PersonaLibrary } from '../persona/library/persona-library.ts'
import { PersonaService } from '../persona/persona-service.ts'
import { ActivePersona } from './active-persona.ts'
import { AnswerRun } from './answer-run.ts'
import type { Voice } from './ports.ts'

export interface ServiceOptions {
  spawn: SpawnInferenceChild
  resourcesDir: string
  modelsDir: string
  settings: () => Settings
  key: (role: Role) => Promise<string | null>
  /** The user's own folder; own personas lie in it. */
  dataDirectory: string
  /** Id or package directory of the persona; the settings' one where left out. */
  persona?: string | undefined
  /** Folder for what can be made again; none keeps it in memory. */
  cacheDirectory?: string
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
  /** Speaks as the persona: in its own voice, where our engines speak. */
  voice: Voice
  /** Resolves when models are warm and the whole path has been walked once, unheard: the first real turn is as quick as the next. */
  ready(): Promise<void>
  dispose(): Promise<void>
}

/** Never heard; any question does. */
const REHEARSAL = 'What do you do?'

/** Starts the inference process (without waiting for it to be warm) and opens the persona. */
export async function openServices(options: ServiceOptions): Promise<Services> {
  const { settings, resourcesDir, modelsDir, logger } = options
  const supervisor = new InferenceSupervisor({
    spawn: options.spawn,
    resourcesDir,
    modelsDir,
    transcriptionModel: settings().transcriptionModel,
    ...(logger ? { logger } : {}),
  })
  // A failed start is told through the status and by every request; here nobody waits for it.
  supervisor.start().catch(() => undefined)
  const clients = createRoleClients({ resolve: endpointResolver({ supervisor, settings, key: options.key }) })
  const library = new PersonaLibrary({
    bundledDirectory: join(resourcesDir, 'personas'),
    ownDirectory: join(options.dataDirectory, 'personas'),
    embed: (texts) => clients.embedder.embed(texts),
    transcribe: async (samples) => (await clients.transcriber.transcribe(samples)).text,
  })
  try {
    const openPersona = async (id: string): Promise<PersonaService> =>
      PersonaService.open({
        directory: await library.directory(id),
        correctionsPath: await library.correctionsPath(id),
        embed: (texts) => clients.embedder.embed(texts),
        chat: clients.chat,
        ...(options.cacheDirectory ? { cacheDirectory: options.cacheDirectory } : {}),
      })
    const personas = await ActivePersona.open(openPersona, options.persona ?? settings().personaId)
    const voice: Voice = {
      synthesize: (text, options) => {
        const ours = settings().endpoints.speech.kind === 'embedded' ? { voice: personas.current.manifest.voice.id } : {}
        return clients.synthesizer.synthesize(text, { ...ours, ...options })
      },
    }
    let ready: Promise<void> | undefined
    return {
      supervisor,
      clients,
      library,
      personas,
      get persona() {
        return personas.current
      },
      voice,
      ready: () => (ready ??= supervisor.start().then(() => rehearse(new AnswerRun({ answerer: personas, voice, animator: clients.animation }, { question: REHEARSAL })))),
      dispose: async () => {
        personas.dispose()
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
