import type { MeetingExportFormat, MeetingRecord } from '../../../electron/contract/meeting.ts'
import type { PageApi } from '../../../electron/contract/page-api.ts'
import { RecordingPlayer } from '../../audio/recording-player.ts'
import type { NoticeBoard } from '../services/notice-board.ts'
import { request } from '../services/request.ts'
import { exportName, notesAsText } from '../state/meeting-words.ts'
import type { MeetingStore } from '../state/meeting-store.ts'

/** Meetings that were: found, read, heard again, renamed, exported, deleted and brought back. */
export class MeetingLibrary {
  readonly recording = new RecordingPlayer()
  private searches = 0

  constructor(
    private readonly api: PageApi,
    private readonly store: MeetingStore,
    private readonly notices: NoticeBoard,
  ) {}

  async search(search = this.store.getState().search): Promise<void> {
    const run = ++this.searches
    this.store.setState({ search, listState: this.store.getState().list.length > 0 ? 'ready' : 'loading' })
    const list = await this.notices.guard(request(this.api, 'meetings.list', { search }))
    if (run === this.searches) this.store.setState(list ? { list, listState: 'ready' } : { listState: 'failed' })
  }

  async open(id: string): Promise<void> {
    this.recording.pause()
    this.store.setState({ openId: id, record: null, recordFailed: false })
    const record = await this.notices.guard(request(this.api, 'meetings.get', { id }))
    if (this.store.getState().openId !== id) return
    if (record) this.show(record)
    else this.store.setState({ recordFailed: true })
  }

  /** A record that is known already, as that of a meeting which has just ended. */
  show(record: MeetingRecord): void {
    this.store.setState({ openId: record.id, record, recordFailed: false })
    this.recording.load(async (startMs, durationMs) => {
      const { sampleRateHz, pcm } = await request(this.api, 'meetings.recording', { id: record.id, startMs, durationMs })
      return { sampleRateHz, pcm: new Int16Array(pcm.slice().buffer) }
    }, record.durationMs)
  }

  close(): void {
    this.recording.pause()
    this.store.setState({ openId: null, record: null, recordFailed: false })
  }

  async rename(id: string, title: string): Promise<void> {
    if (!(await this.did(request(this.api, 'meetings.rename', { id, title })))) return
    this.store.setState(({ record }) => (record?.id === id ? { record: { ...record, title } } : {}))
    await this.search()
  }

  async remove(record: MeetingRecord): Promise<void> {
    if (!(await this.did(request(this.api, 'meetings.delete', { id: record.id })))) return
    if (this.store.getState().openId === record.id) this.close()
    this.store.setState(({ list }) => ({ list: list.filter(({ id }) => id !== record.id) }))
    this.notices.tell('The meeting, its recording and its notes were deleted.', { label: 'Undo', run: () => void this.restore(record) })
  }

  /** To a file that the person chooses. */
  async export(record: MeetingRecord, format: MeetingExportFormat): Promise<void> {
    const path = await this.notices.guard(request(this.api, 'dialog.save', { suggestedName: exportName(record, format) }))
    if (!path) return
    if (await this.did(request(this.api, 'meetings.export', { id: record.id, format, path }))) this.notices.tell('The meeting was exported.')
  }

  async copyNotes(record: MeetingRecord): Promise<void> {
    await navigator.clipboard.writeText(notesAsText(record))
    this.notices.tell('The notes were copied.')
  }

  /** Reads an answer that was given in a meeting, once. */
  async loadTurn(id: string): Promise<void> {
    if (id in this.store.getState().turns) return
    // Its answer may have been deleted from the history since: then the transcript's own words have to do.
    const turn = await request(this.api, 'turns.get', { id }).catch(() => null)
    this.store.setState(({ turns }) => ({ turns: { ...turns, [id]: turn } }))
  }

  dispose(): void {
    this.recording.dispose()
  }

  private async restore(record: MeetingRecord): Promise<void> {
    if (!(await this.did(request(this.api, 'meetings.restore', { id: record.id })))) return
    await this.search()
    if (this.store.getState().openId === null) await this.open(record.id)
  }

  private async did(work: Promise<void>): Promise<boolean> {
    return (await this.notices.guard(work.then(() => true))) === true
  }
}
