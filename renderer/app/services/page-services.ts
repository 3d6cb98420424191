import { playbackCommandSchema, type InputLevel, type MicrophoneMessage, type PlaybackCommand, type PlaybackReport } from '../../../electron/contract/audio.ts'
import type { AppStatus, WindowMode } from '../../../electron/contract/ipc.ts'
import type { PageApi } from '../../../electron/contract/page-api.ts'
import type { AnswerMode } from '../../../electron/contract/persona.ts'
import type { Settings, SettingsPatch } from '../../../electron/contract/settings.ts'
import { AnswerPlayer } from '../../audio/answer-player.ts'
import { Microphone } from '../../audio/microphone.ts'
import { PortLink } from '../../audio/port-link.ts'
import { SystemSound } from '../../audio/system-sound.ts'
import { HeadOffers } from '../heads/head-offers.ts'
import { MeetingService } from '../meeting/meeting-service.ts'
import { ReviewService } from '../review/review-service.ts'
import { Personas } from '../shell/personas.ts'
import { reduceTurnEvent } from '../state/conversation.ts'
import { createPageStore, shownPhase, type PageStore, type View } from '../state/page-store.ts'
import { StudioService } from '../studio/studio-service.ts'
import { ViewerService } from '../viewer/viewer-service.ts'
import { Documents } from './documents.ts'
import { EchoCheck } from './echo-check.ts'
import { Face } from './face.ts'
import { History } from './history.ts'
import { NoticeBoard } from './notice-board.ts'
import { isReplay, Replayer } from './replayer.ts'
import { request } from './request.ts'

/** Everything the page consists of apart from what is drawn; made once per window. */
export class PageServices {
  readonly store: PageStore = createPageStore()
  readonly notices = new NoticeBoard(this.store)
  readonly microphone = new Microphone()
  private readonly systemSound = new SystemSound()
  readonly player = new AnswerPlayer(
    (error) => this.notices.problem(error),
    (played) => {
      this.microphone.cancel(played)
      this.systemSound.cancel(played)
    },
  )
  readonly face = new Face(
    this.player,
    (face) => this.store.setState({ face }),
    (error) => this.notices.problem(error),
  )
  readonly echo = new EchoCheck(this.store, this.player, this.microphone)
  readonly replayer: Replayer
  readonly history: History
  readonly documents: Documents
  readonly personas: Personas
  readonly meetings: MeetingService
  readonly studio: StudioService
  readonly review: ReviewService
  readonly heads: HeadOffers
  readonly viewer: ViewerService
  /** Device the conversation listens to; null while it does not listen. */
  private wantedMicrophoneId: string | null = null
  private readonly levelListeners = new Set<(level: InputLevel) => void>()
  private readonly cleanups: (() => void)[] = []

  constructor(readonly api: PageApi) {
    this.replayer = new Replayer(api, this.store, this.player, this.notices)
    this.history = new History(api, this.store, this.replayer, this.notices)
    this.documents = new Documents(api, this.store, this.notices)
    this.personas = new Personas(api, this.store, this.notices)
    this.meetings = new MeetingService(api, this.store, this.notices)
    this.studio = new StudioService(api, this.store, this.notices)
    this.review = new ReviewService(api, this.store, this.replayer, this.player, this.notices)
    this.heads = new HeadOffers(api, this.notices)
    this.viewer = new ViewerService(api, this.store, this.heads, this.notices)
    this.listen()
    this.connectPorts()
  }

  async start(): Promise<void> {
    // Taken over as soon as it is there: together with what takes longer it would undo what the event has told since.
    void this.notices.guard(request(this.api, 'window.shown')).then((window) => window && this.store.setState({ windowShown: window.shown }))
    const [status, settings] = await Promise.all([
      this.notices.guard(request(this.api, 'app.status')),
      this.notices.guard(request(this.api, 'settings.get')),
    ])
    if (settings) this.applySettings(settings)
    if (status) this.applyStatus(status)
    await Promise.all([this.history.load(), this.personas.load(), this.meetings.load()])
  }

  /** Shows another screen. What the old one began goes on, apart from a document that lies open over it. */
  show(view: View): void {
    this.store.setState({ view, openCitation: null })
  }

  press(): void {
    this.replayer.stop()
    this.player.prepare()
    void this.notices.guard(request(this.api, 'talk.press'))
  }

  release(): void {
    void this.notices.guard(request(this.api, 'talk.release'))
  }

  ask(text: string): void {
    this.replayer.stop()
    this.player.prepare()
    void this.notices.guard(request(this.api, 'talk.ask', { text }))
  }

  /** Silences at once: the page does not wait for the main process to agree. */
  stop(): void {
    if (this.replayer.stop() || this.store.getState().conversation.phase === 'idle') return
    this.player.flush()
    void this.notices.guard(request(this.api, 'talk.stop'))
  }

  /** Opens the microphone for talking without a key, or closes it. */
  toggleAlwaysOn(): void {
    const { settings } = this.store.getState()
    if (!settings) return
    if (!settings.alwaysOn) this.player.prepare()
    void this.updateSettings({ alwaysOn: !settings.alwaysOn })
  }

  /** How freely the persona that answers now does so from the next question on. */
  chooseMode(mode: AnswerMode): void {
    const { settings, status } = this.store.getState()
    if (!settings || !status) return
    void this.updateSettings({ answerModes: { ...settings.answerModes, [status.persona.id]: mode } })
  }

  async updateSettings(patch: SettingsPatch): Promise<void> {
    const settings = await this.notices.guard(request(this.api, 'settings.set', patch))
    if (settings) this.applySettings(settings)
  }

  setWindowMode(mode: WindowMode): void {
    void this.notices.guard(request(this.api, 'window.mode', { mode }))
  }

  /** Opens the microphone for a try, whether or not the conversation wants it now. */
  async testMicrophone(deviceId: string): Promise<void> {
    await this.microphone.open(deviceId)
  }

  /** Gives the microphone back to the conversation, or lets it go. */
  stopMicrophoneTest(): void {
    if (this.wantedMicrophoneId === null) this.microphone.close()
    else void this.microphone.open(this.wantedMicrophoneId)
  }

  /** Comes some thirty times a second, so it bypasses the store. */
  onLevel(listener: (level: InputLevel) => void): () => void {
    this.levelListeners.add(listener)
    return () => this.levelListeners.delete(listener)
  }

  dispose(): void {
    for (const cleanup of this.cleanups.splice(0)) cleanup()
    this.review.dispose()
    this.viewer.dispose()
    this.heads.dispose()
    this.replayer.dispose()
    this.documents.dispose()
    this.personas.dispose()
    this.meetings.dispose()
    this.studio.dispose()
    this.echo.dispose()
    this.microphone.dispose()
    this.systemSound.dispose()
    this.face.dispose()
    this.player.dispose()
    this.notices.dispose()
  }

  private listen(): void {
    this.cleanups.push(
      this.api.on('turn.event', (event) => {
        if (event.type === 'notice') this.notices.problem(event.notice)
        if (event.type === 'state' && event.state !== 'idle') {
          this.replayer.stop()
          this.player.prepare()
        }
        this.store.setState(({ conversation }) => ({ conversation: reduceTurnEvent(conversation, event, new Date().toISOString()) }))
      }),
      this.api.on('app.status', (status) => this.applyStatus(status)),
      this.api.on('settings.changed', (settings) => this.applySettings(settings)),
      this.api.on('notice', (notice) => this.notices.problem(notice)),
      this.api.on('window.mode', ({ mode }) => this.store.setState({ windowMode: mode })),
      this.api.on('window.shown', ({ shown }) => this.store.setState({ windowShown: shown })),
      this.api.on('input.level', (level) => {
        for (const listener of this.levelListeners) listener(level)
      }),
      this.store.subscribe((state, before) => {
        if (shownPhase(state) !== shownPhase(before)) this.face.setPhase(shownPhase(state))
        if (state.windowShown !== before.windowShown) this.face.setWindowShown(state.windowShown)
      }),
      this.microphone.onState((microphone) => this.store.setState({ microphone })),
    )
  }

  private connectPorts(): void {
    const playback = new PortLink<PlaybackCommand, PlaybackReport>(this.api, 'playback', {
      onMessage: (message) => {
        const command = playbackCommandSchema.safeParse(message)
        if (command.success) this.player.apply(command.data)
      },
      onLost: () => this.player.flush(),
    })
    const microphone = new PortLink<never, MicrophoneMessage>(this.api, 'microphone', {
      onOpen: () => {
        const { state } = this.microphone
        if (state.kind === 'open') microphone.post({ type: 'started', label: state.label })
        if (state.kind === 'failed') microphone.post({ type: 'ended', reason: state.reason })
      },
      onLost: () => this.microphone.close(),
    })
    const system = new PortLink<never, MicrophoneMessage>(this.api, 'system', { onLost: () => this.systemSound.close() })
    this.cleanups.push(
      this.api.on('systemSound.request', ({ open }) => {
        if (open) void this.systemSound.open()
        else this.systemSound.close()
      }),
      this.systemSound.onMessage((message) => system.post(message)),
      () => system.dispose(),
      this.api.on('microphone.request', (wanted) => {
        this.wantedMicrophoneId = wanted.open ? wanted.deviceId : null
        if (wanted.open) void this.microphone.open(wanted.deviceId)
        else this.microphone.close()
      }),
      this.player.onReport((report) => {
        if (!isReplay(report.turnId)) playback.post(report)
      }),
      this.microphone.onMessage((message) => microphone.post(message)),
      () => playback.dispose(),
      () => microphone.dispose(),
    )
    playback.open()
    microphone.open()
    system.open()
  }

  private applyStatus(status: AppStatus): void {
    const { status: before, search } = this.store.getState()
    this.store.setState({ status })
    // Each persona has a conversation of its own.
    if (before && before.persona.id !== status.persona.id) void this.history.load(search)
    this.face.load(status.persona.headUrl)
  }

  private applySettings(settings: Settings): void {
    this.face.setTier(settings.qualityTier)
    this.player.setVolume(settings.volume)
    this.store.setState({ settings })
  }
}
