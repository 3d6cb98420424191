import { join } from 'node:path'
import { PortSource } from '../audio/port-source.ts'
import { SileroVad } from '../audio/silero.ts'
import { SystemSoundSource } from '../audio/system-sound-source.ts'
import { NetworkGate } from '../base/network-gate.ts'
import { UnderstudyError } from '../contract/errors.ts'
import type { CreateHost, Host, HostChannel, HostDependencies, IpcHandlers } from '../contract/host.ts'
import type { AppStatus } from '../contract/ipc.ts'
import { chosenEndpoint } from '../inference/endpoints.ts'
import { MeetingService } from '../meeting/meeting-service.ts'
import { AvatarReader } from '../persona/head/intake/avatar-reader.ts'
import { HeadIntake } from '../persona/head/intake/head-intake.ts'
import { ReviewService } from '../review/review-service.ts'
import { MeetingStore } from '../store/meeting-store.ts'
import { TurnStore } from '../store/turn-store.ts'
import { Conversation } from './conversation.ts'
import { DocumentDesk } from './document-desk.ts'
import { meetingHandlers } from './handlers/meeting-handlers.ts'
import { personaHandlers } from './handlers/persona-handlers.ts'
import { reviewHandlers } from './handlers/review-handlers.ts'
import { talkHandlers } from './handlers/talk-handlers.ts'
import { HeadKeeper } from './head-keeper.ts'
import { Microphone } from './microphone.ts'
import { OpenMicrophone } from './open-microphone/open-microphone.ts'
import { PersonaFaces } from './persona-faces.ts'
import { PersonaKeeper } from './persona-keeper.ts'
import { PortPlayback } from './port-playback.ts'
import { systemClock } from './ports.ts'
import { openServices, rolesOf, type Services } from './services.ts'

/** Builds the services of the app. The window may show before the models are warm: requests wait for them. */
export const createHost: CreateHost = async (dependencies) => {
  const { paths, settings, keys, logger } = dependencies
  const network = new NetworkGate()
  const [services, vad] = await Promise.all([
    openServices({
      spawn: () => dependencies.spawnInference(),
      resourcesDir: paths.resources,
      modelsDir: paths.models,
      dataDirectory: paths.userData,
      settings: () => settings.current,
      key: (place) => keys.get(place),
      cacheDirectory: join(paths.userData, 'cache'),
      offline: () => network.offline,
      logger,
    }),
    SileroVad.create(),
  ])
  return new AppHost(dependencies, services, vad, network)
}

class AppHost implements Host {
  readonly handlers: IpcHandlers<HostChannel>
  readonly hold = { press: () => this.press(), release: () => void this.conversation.release() }
  private readonly playback = new PortPlayback()
  private readonly systemSound: PortSource
  private readonly store: TurnStore
  private readonly meetingStore: MeetingStore
  private readonly microphone: Microphone
  private readonly conversation: Conversation
  private readonly openMicrophone: OpenMicrophone
  private readonly desk: DocumentDesk
  private readonly meetings: MeetingService
  private readonly personas: PersonaKeeper
  private readonly heads: HeadKeeper
  private readonly unsubscribe: (() => void)[] = []
  private storeState: AppStatus['store'] = 'ok'
  private personaProblemTold = false

  constructor(
    private readonly dependencies: HostDependencies,
    private readonly services: Services,
    private readonly vad: SileroVad,
    private readonly network: NetworkGate,
  ) {
    const { emit, settings, keys, paths, grants } = dependencies
    this.store = new TurnStore({ path: join(paths.userData, 'turns.db') })
    this.meetingStore = new MeetingStore({ path: join(paths.userData, 'meetings.db') })
    this.systemSound = new PortSource((open) => emit('systemSound.request', { open }))
    this.microphone = new Microphone(vad, {
      level: (level) => emit('input.level', level),
      problem: (error) => emit('notice', error.toShape()),
      frame: (frame) => this.openMicrophone.push(frame),
      request: (open, deviceId) => emit('microphone.request', { open, deviceId }),
    })
    this.conversation = new Conversation({
      ...rolesOf(services),
      playback: this.playback,
      memory: this.store,
      clock: systemClock,
      capture: this.microphone.capture,
      mayGuess: () => this.mayGuess(),
      acknowledgements: () => (settings.current.acknowledge ? services.persona.acknowledgements : null),
    })
    this.openMicrophone = new OpenMicrophone({ conversation: this.conversation, capture: this.microphone.capture, listener: services.clients.transcriber, clock: systemClock })
    this.desk = new DocumentDesk({
      persona: () => services.persona,
      conversation: this.conversation,
      argues: () => this.notesModel() !== null,
      changed: (feedback) => emit('feedback.changed', feedback),
    })
    this.meetings = this.createMeetings()
    this.listenAsSet()
    this.heads = new HeadKeeper({
      library: services.library,
      intake: new HeadIntake(join(paths.userData, 'cache', 'heads'), new AvatarReader()),
      synthesizer: services.clients.synthesizer,
      animator: services.clients.ownAnimation,
    })
    this.personas = new PersonaKeeper({
      services,
      settings,
      faces: new PersonaFaces(settings, keys),
      heads: this.heads,
      conversation: this.conversation,
      microphone: this.microphone,
      emit,
      statusChanged: () => dependencies.statusChanged(),
    })
    this.handlers = {
      ...talkHandlers({ conversation: this.conversation, store: this.store, services, desk: this.desk, grants, hold: this.hold }),
      ...reviewHandlers(new ReviewService({ store: this.store, persona: () => services.persona }), (offline) => this.setOffline(offline)),
      ...meetingHandlers(this.meetings, grants),
      ...personaHandlers(this.personas, this.heads, grants),
    }
    this.unsubscribe.push(
      this.conversation.onEvent((event) => {
        emit('turn.event', event)
        this.meetings.follow(event)
      }),
      this.meetings.onEvent((event) => {
        emit('meeting.event', event)
        this.listenAsSet()
      }),
      settings.onChange((now, before) => {
        const changed = (['captureSource', 'microphoneId', 'firstRunDone'] as const).some((key) => now[key] !== before[key])
        if (changed) void this.microphone.apply(now)
        if (now.answerModes !== before.answerModes) dependencies.statusChanged()
        services.interlocutor.heed()
        this.listenAsSet()
      }),
    )
    const status = services.supervisor.onStatus(() => dependencies.statusChanged())
    this.unsubscribe.push(() => status.dispose())
    // With our own engines only: a metered server is not asked before somebody asks.
    if (this.mayGuess()) void services.ready().catch(() => undefined)
    for (const store of [this.store, this.meetingStore]) store.ready().catch((thrown: unknown) => this.storeFailed(thrown))
  }

  get meetingRuns(): boolean {
    return this.meetings.runs
  }

  status(): Pick<AppStatus, 'inference' | 'persona' | 'store' | 'offline'> {
    return {
      inference: this.services.supervisor.status,
      store: this.storeState,
      offline: this.network.offline,
      persona: this.personas.summary(),
    }
  }

  headFolder(place: readonly string[]): Promise<string | null> {
    return this.heads.folder(place)
  }

  attachMicrophone(port: Parameters<Host['attachMicrophone']>[0]): void {
    this.microphone.attach(port, this.dependencies.settings.current)
  }

  attachPlayback(port: Parameters<Host['attachPlayback']>[0]): void {
    this.playback.attach(port)
    // A page that was reviewing and died cannot switch the network on again.
    port.onClose(() => this.setOffline(false))
    const { personaProblem } = this.services
    if (personaProblem && !this.personaProblemTold) {
      this.personaProblemTold = true
      this.dependencies.emit('notice', personaProblem.toShape())
    }
  }

  attachSystemSound(port: Parameters<Host['attachSystemSound']>[0]): void {
    this.systemSound.attach(port)
  }

  async dispose(): Promise<void> {
    // What is said last in a meeting is still transcribed, so it ends while everything else is there.
    await this.meetings.dispose()
    for (const end of this.unsubscribe) end()
    this.openMicrophone.close()
    this.desk.dispose()
    await this.conversation.dispose()
    this.personas.dispose()
    this.microphone.dispose()
    this.playback.dispose()
    await Promise.all([this.vad.dispose(), this.services.dispose(), this.store.dispose(), this.meetingStore.dispose(), this.heads.dispose()])
    this.network.dispose()
  }

  /** In a meeting others speak too, and a review plays answers: there nothing but a key or the persona's name asks. */
  private listenAsSet(): void {
    const { alwaysOn, firstRunDone } = this.dependencies.settings.current
    const listens = alwaysOn && firstRunDone && !this.meetings.runs && !this.network.offline
    if (listens === this.openMicrophone.isOpen) return
    if (listens) this.openMicrophone.open()
    else this.openMicrophone.close()
  }

  private createMeetings(): MeetingService {
    const { services, dependencies } = this
    return new MeetingService({
      store: this.meetingStore,
      transcriber: services.clients.transcriber,
      createDetector: () => SileroVad.create(),
      createSource: (source) => (source === 'mic' ? this.microphone.tap() : new SystemSoundSource(this.systemSound)),
      persona: () => this.personas.inMeetings(),
      answer: ({ question }) => Promise.resolve({ turnId: this.conversation.ask(question, 'meeting') }),
      chat: () => this.notesModel(),
      problem: (error) => dependencies.emit('notice', error.toShape()),
    })
  }

  /** Our own engine answers from a persona's documents and cannot write notes; a language model can. */
  private notesModel(): { model: Services['clients']['chat']; name: string } | null {
    const { language } = this.dependencies.settings.current.endpoints
    if (language.kind === 'embedded' || this.network.offline) return null
    return { model: this.services.clients.chat, name: language.model ?? 'language model' }
  }

  private setOffline(offline: boolean): void {
    if (offline === this.network.offline) return
    this.network.setOffline(offline)
    this.services.supervisor.setOffline(offline)
    this.services.interlocutor.heed()
    this.listenAsSet()
    this.dependencies.statusChanged()
  }

  private storeFailed(thrown: unknown): void {
    this.storeState = 'corrupt'
    this.dependencies.emit('notice', UnderstudyError.from(thrown).toShape())
    this.dependencies.statusChanged()
  }

  private mayGuess(): boolean {
    const settings = this.dependencies.settings.current
    const persona = this.services.persona.manifest.id
    return this.network.offline || (['language', 'speech', 'animation'] as const).every((role) => chosenEndpoint(role, settings, persona).endpoint.kind === 'embedded')
  }

  private press(): void {
    const { problem } = this.microphone
    if (problem) {
      this.dependencies.emit('notice', problem.toShape())
      void this.conversation.stop()
      void this.microphone.apply(this.dependencies.settings.current)
      return
    }
    this.conversation.press()
  }
}
