import type { MeetingNotes, MeetingRecord, MeetingSource, MeetingState, MeetingSummary, MeetingWake, TranscriptSegment } from '../contract/meeting.ts'
import { DatabaseClient, type StoreOptions } from './database-client.ts'

/** Meetings with transcript, notes and the sound of both sides, kept behind a worker thread. */
export class MeetingStore {
  private readonly client: DatabaseClient<'meetings'>

  /** @param options.path the sound goes to a folder `meetings` beside it */
  constructor(options: StoreOptions) {
    this.client = new DatabaseClient('meetings', options, 'The store of meetings is closed; restart Understudy to keep meetings again.')
  }

  /** Rejects when the database cannot be opened; nothing was changed then. */
  async ready(): Promise<void> {
    await this.client.call('list')
  }

  begin(record: MeetingRecord): Promise<void> {
    return this.client.call('begin', record)
  }

  setState(id: string, state: MeetingState, durationMs: number): Promise<void> {
    return this.client.call('setState', id, state, durationMs)
  }

  setSources(id: string, sources: MeetingRecord['sources']): Promise<void> {
    return this.client.call('setSources', id, sources)
  }

  setFarSideAllowed(id: string, allowed: boolean): Promise<void> {
    return this.client.call('setFarSideAllowed', id, allowed)
  }

  setNotes(id: string, notes: MeetingNotes): Promise<void> {
    return this.client.call('setNotes', id, notes)
  }

  rename(id: string, title: string): Promise<void> {
    return this.client.call('rename', id, title)
  }

  putSegment(meetingId: string, segment: TranscriptSegment): Promise<void> {
    return this.client.call('putSegment', meetingId, segment)
  }

  removeSegment(meetingId: string, segmentId: string): Promise<void> {
    return this.client.call('removeSegment', meetingId, segmentId)
  }

  putWake(meetingId: string, wake: MeetingWake): Promise<void> {
    return this.client.call('putWake', meetingId, wake)
  }

  /** @param atSample where the 16 kHz samples belong on the meeting's clock */
  appendSound(meetingId: string, source: MeetingSource, atSample: number, pcm: Int16Array): Promise<void> {
    return this.client.call('appendSound', meetingId, source, atSample, pcm)
  }

  list(search?: string): Promise<MeetingSummary[]> {
    return this.client.call('list', search)
  }

  get(id: string): Promise<MeetingRecord> {
    return this.client.call('get', id)
  }

  /** 16-bit mono at 16 kHz, both sides mixed or one of them; fewer samples than asked at the end. */
  recording(id: string, startMs: number, durationMs: number, source?: MeetingSource): Promise<Int16Array> {
    return this.client.call('recording', id, startMs, durationMs, source)
  }

  delete(id: string): Promise<void> {
    return this.client.call('delete', id)
  }

  restore(id: string): Promise<void> {
    return this.client.call('restore', id)
  }

  dispose(): Promise<void> {
    return this.client.dispose()
  }
}
