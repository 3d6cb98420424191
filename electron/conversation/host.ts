import { join } from 'node:path'
import { SileroVad } from '../audio/silero.ts'
import { UnderstudyError } from '../contract/errors.ts'
import type { CreateHost, Host, HostDependencies, IpcHandlers, HostChannel } from '../contract/host.ts'
import { turnSummarySchema, type AppStatus } from '../contract/ipc.ts'
import { TurnStore } from '../store/turn-store.ts'
import { Conversation } from './conversation.ts'
import { Microphone } from './microphone.ts'
import { PortPlayback } from './port-playback.ts'
import { systemClock } from './ports.ts'
import { openServices, type Services } from './services.ts'

/** Builds the services of the app. The window may show before the models are warm: requests wait for them. */
export const createHost: CreateHost = async (dependencies) => {
  const { paths, settings, keys, logger } = dependencies
  const [services, vad] = await Promise.all([
    openServices({
      spawn: () => dependencies.spawnInference(),
      resourcesDir: paths.resources,
      modelsDir: paths.models,
      settings: () => settings.current,
      key: (role) => keys.get(role),
      dataDirectory: paths.userData,
      cacheDirectory: join(paths.userData, 'cache'),
      logger,
    }),
    SileroVad.create(),
  ])
  return new AppHost(dependencies, services, vad)
}

class AppHost implements Host {
  readonly handlers: IpcHandlers<HostChannel>
  readonly hold = { press: () => this.press(), release: () => void this.conversation.release() }
  private readonly playback = new PortPlayback()
  private readonly store: TurnStore
  private readonly microphone: Microphone
  private readonly conversation: Conversation
  private readonly unsubscribe: (() => void)[] = []
  private storeState: AppStatus['store'] = 'ok'

  constructor(
    private readonly dependencies: HostDependencies,
    private readonly services: Services,
    private readonly vad: SileroVad,
  ) {
    const { emit, settings, paths } = dependencies
    this.store = new TurnStore({ path: join(paths.userData, 'turns.db') })
    this.microphone = new Microphone(vad, {
      level: (level) => emit('input.level', level),
      problem: (error) => emit('notice', error.toShape()),
      request: (open, deviceId) => emit('microphone.request', { open, deviceId }),
    })
    this.conversation = new Conversation({
      personaId: () => services.persona.manifest.id,
      answerer: services.personas,
      listener: services.clients.transcriber,
      voice: services.voice,
      animator: services.clients.animation,
      playback: this.playback,
      memory: this.store,
      clock: systemClock,
      capture: this.microphone.capture,
      mayGuess: () => this.mayGuess(),
    })
    this.handlers = this.createHandlers()
    this.unsubscribe.push(
      this.conversation.onEvent((event) => emit('turn.event', event)),
      settings.onChange((now, before) => {
        const changed = (['captureSource', 'microphoneId', 'firstRunDone'] as const).some((key) => now[key] !== before[key])
        if (changed) void this.microphone.apply(now)
      }),
    )
    const status = services.supervisor.onStatus(() => dependencies.statusChanged())
    this.unsubscribe.push(() => status.dispose())
    // Guessing costs nothing with our own engines only: a metered server is not asked before somebody asks.
    if (this.mayGuess()) void services.ready().catch(() => undefined)
    this.store.ready().catch((thrown: unknown) => {
      this.storeState = 'corrupt'
      emit('notice', UnderstudyError.from(thrown).toShape())
      dependencies.statusChanged()
    })
  }

  status(): Pick<AppStatus, 'inference' | 'persona' | 'store'> {
    const { manifest, corpus, suggestedQuestions } = this.services.persona
    return {
      inference: this.services.supervisor.status,
      store: this.storeState,
      persona: {
        id: manifest.id,
        name: manifest.name,
        title: manifest.title,
        organisation: manifest.organisation,
        disclosure: manifest.disclosure,
        consent: this.services.persona.consentState(),
        headUrl: 'head/',
        documents: corpus.documents.length,
        suggestedQuestions: [...suggestedQuestions],
      },
    }
  }

  attachMicrophone(port: Parameters<Host['attachMicrophone']>[0]): void {
    this.microphone.attach(port, this.dependencies.settings.current)
  }

  attachPlayback(port: Parameters<Host['attachPlayback']>[0]): void {
    this.playback.attach(port)
  }

  async dispose(): Promise<void> {
    for (const end of this.unsubscribe) end()
    await this.conversation.dispose()
    this.microphone.dispose()
    this.playback.dispose()
    await Promise.all([this.vad.dispose(), this.services.dispose(), this.store.dispose()])
  }

  private mayGuess(): boolean {
    const { language, speech } = this.dependencies.settings.current.endpoints
    return language.kind === 'embedded' && speech.kind === 'embedded'
  }

  private press(): void {
    const { problem } = this.microphone
    if (problem) {
      this.dependencies.emit('notice', problem.toShape())
      void this.conversation.stop()
      void this.microphone.apply(this.dependencies.settings.current)
      return
    }
    void this.services.clients.warm()
    this.conversation.press()
  }

  private createHandlers(): IpcHandlers<HostChannel> {
    const { store, services, conversation } = this
    return {
      'talk.press': () => this.press(),
      'talk.release': () => this.hold.release(),
      'talk.ask': ({ text }) => void conversation.ask(text),
      'talk.stop': () => conversation.stop(),
      'turns.list': async (query) => (await store.list(query)).map((turn) => turnSummarySchema.parse(turn)),
      'turns.get': ({ id }) => store.get(id),
      'turns.recording': ({ id, part }) => store.recording(id, part),
      'turns.delete': ({ id }) => store.delete(id),
      'turns.restore': ({ id }) => store.restore(id),
      'persona.documents': () =>
        services.persona.corpus.documents.map(({ id, title, kind, date }) => ({ id, title, kind, ...(date ? { date } : {}) })),
      'persona.document': ({ documentId }) => {
        const document = services.persona.corpus.document(documentId)
        if (!document) throw new UnderstudyError('not_found', 'That document is no longer part of this persona.')
        return document
      },
      'settings.testEndpoint': ({ role }) => services.clients.testEndpoint(role),
    }
  }
}
