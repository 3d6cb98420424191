import type { InputLevel } from '../../../electron/contract/audio.ts'
import { UnderstudyError } from '../../../electron/contract/errors.ts'
import type { MeetingEvent, MeetingRecord, MeetingSource, MeetingStart } from '../../../electron/contract/meeting.ts'
import type { PageApi } from '../../../electron/contract/page-api.ts'
import type { NoticeBoard } from '../services/notice-board.ts'
import { request } from '../services/request.ts'
import { reduceMeetingEvent } from '../state/meeting.ts'
import { createMeetingStore, NO_TROUBLES, type MeetingStore } from '../state/meeting-store.ts'
import type { PageStore } from '../state/page-store.ts'
import { MeetingLibrary } from './meeting-library.ts'

type LevelListener = (level: InputLevel) => void

/** The meeting that runs, kept in the page's store as its events come, and the way to those that were. */
export class MeetingService {
  readonly store: MeetingStore = createMeetingStore()
  readonly library: MeetingLibrary
  private readonly levelListeners: Record<MeetingSource, Set<LevelListener>> = { mic: new Set(), system: new Set() }
  /** What came while the main process was asked which meeting runs; null when it is not being asked. */
  private waiting: MeetingEvent[] | null = null
  private readonly cleanups: (() => void)[]

  constructor(
    private readonly api: PageApi,
    private readonly page: PageStore,
    private readonly notices: NoticeBoard,
  ) {
    this.library = new MeetingLibrary(api, this.store, notices)
    this.cleanups = [
      api.on('meeting.event', (event) => this.receive(event)),
      page.subscribe(({ conversation, settings }, before) => {
        // Nobody wants to be talked over by what was said last week.
        if (conversation.phase !== before.conversation.phase && conversation.phase !== 'idle') this.library.recording.pause()
        if (settings && settings !== before.settings) this.library.recording.setVolume(settings.volume)
      }),
    ]
  }

  /** What the page has to know when it opens, also in the middle of a meeting. */
  async load(): Promise<void> {
    await Promise.all([this.resync(), this.library.search()])
  }

  /** @returns whether the meeting runs now; otherwise `startProblem` says why not */
  async begin(wanted: MeetingStart): Promise<boolean> {
    this.library.close()
    this.store.setState({ starting: true, startProblem: null })
    this.waiting = []
    try {
      this.enter(await request(this.api, 'meeting.start', wanted))
      this.store.setState({ starting: false, browsing: false })
      return true
    } catch (thrown) {
      this.waiting = null
      this.store.setState({ starting: false, startProblem: UnderstudyError.from(thrown).toShape() })
      return false
    }
  }

  pause(): void {
    void this.notices.guard(request(this.api, 'meeting.pause'))
  }

  resume(): void {
    void this.notices.guard(request(this.api, 'meeting.resume'))
  }

  async stop(): Promise<void> {
    this.store.setState({ stopping: true })
    const record = await this.notices.guard(request(this.api, 'meeting.stop'))
    this.store.setState({ stopping: false })
    if (record) this.leave(record)
    else await this.resync()
  }

  async allowFarSide(allowed: boolean): Promise<void> {
    const done = await this.notices.guard(request(this.api, 'meeting.allowFarSide', { allowed }).then(() => true))
    if (done) this.page.setState(({ meeting }) => (meeting ? { meeting: { ...meeting, farSideAllowed: allowed } } : {}))
  }

  /** Levels come many times a second, so they bypass the store. */
  onLevel(source: MeetingSource, listener: LevelListener): () => void {
    this.levelListeners[source].add(listener)
    return () => this.levelListeners[source].delete(listener)
  }

  dispose(): void {
    for (const cleanup of this.cleanups) cleanup()
    this.library.dispose()
  }

  private receive(event: MeetingEvent): void {
    if (event.type === 'level') {
      for (const listener of this.levelListeners[event.source]) listener(event.level)
    } else if (this.waiting) {
      this.waiting.push(event)
    } else if (this.page.getState().meeting?.id === event.meetingId) {
      this.apply(event)
    } else if (event.type === 'state' && (event.state === 'running' || event.state === 'paused')) {
      void this.resync()
    }
  }

  private apply(event: MeetingEvent): void {
    this.page.setState(({ meeting }) => (meeting ? { meeting: reduceMeetingEvent(meeting, event) } : {}))
    if (event.type === 'source') this.store.setState(({ troubles }) => ({ troubles: { ...troubles, [event.source]: event.trouble } }))
    if (event.type !== 'state') return
    this.store.setState({ clock: { durationMs: event.durationMs, atMs: performance.now() } })
    if (event.state === 'ended' || event.state === 'interrupted') void this.leftBehind(event.meetingId)
  }

  /** Asks which meeting runs. Its events of meanwhile are applied on top: twice does no harm, and none is lost. */
  private async resync(): Promise<void> {
    this.waiting = []
    const record = await this.notices.guard(request(this.api, 'meeting.current'))
    if (record) return this.enter(record)
    this.waiting = null
    if (record === null) this.page.setState({ meeting: null })
  }

  private enter(record: MeetingRecord): void {
    const meanwhile = this.waiting ?? []
    this.waiting = null
    this.page.setState({ meeting: record })
    this.store.setState({ clock: { durationMs: record.durationMs, atMs: performance.now() }, troubles: NO_TROUBLES })
    for (const event of meanwhile) if (event.meetingId === record.id) this.apply(event)
  }

  /** The meeting ended by another way than this page's button: from the tray, or because its disk is full. */
  private async leftBehind(id: string): Promise<void> {
    if (this.store.getState().stopping) return
    const record = await this.notices.guard(request(this.api, 'meetings.get', { id }))
    if (record) this.leave(record)
    else this.page.setState({ meeting: null })
  }

  private leave(record: MeetingRecord): void {
    this.page.setState(({ meeting }) => (meeting?.id === record.id ? { meeting: null } : {}))
    this.store.setState({ browsing: false, troubles: NO_TROUBLES })
    this.library.show(record)
    void this.library.search()
    const { view, windowMode } = this.page.getState()
    if (view === 'meeting' && windowMode === 'main') return
    this.notices.tell('The meeting has ended: recording, transcript and notes are under Meeting.')
  }
}
