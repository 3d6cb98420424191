import type { Review, ReviewQueue } from '../contract/review.ts'
import type { TurnRecord } from '../contract/turn.ts'
import { DatabaseClient, type StoreOptions } from './database-client.ts'
import type { AuditRow, LatestStep, ReviewSearch, ReviewStep } from './review-table.ts'
import type { ListQuery, Recording, RecordingPart } from './turn-database.ts'

/** Turns with sound, frames, sources and trace, kept in libsql behind a worker thread. */
export class TurnStore {
  private readonly client: DatabaseClient<'turns'>

  constructor(options: StoreOptions) {
    this.client = new DatabaseClient('turns', options, 'The conversation history is closed; restart Understudy to keep turns again.')
  }

  /** Rejects when the database cannot be opened; nothing was changed then. */
  async ready(): Promise<void> {
    await this.client.call('list', { limit: 1 })
  }

  begin(record: TurnRecord): Promise<void> {
    return this.client.call('begin', record)
  }

  update(record: TurnRecord, closed: boolean): Promise<void> {
    return this.client.call('update', record, closed)
  }

  /** `pcm` is copied, the caller keeps its buffer. */
  appendSound(turnId: string, part: RecordingPart, sampleRateHz: number, pcm: Int16Array): Promise<void> {
    return this.client.call('appendSound', turnId, part, sampleRateHz, pcm)
  }

  appendFrames(turnId: string, packed: Uint8Array): Promise<void> {
    return this.client.call('appendFrames', turnId, packed)
  }

  list(query: ListQuery = {}): Promise<TurnRecord[]> {
    return this.client.call('list', query)
  }

  get(id: string): Promise<TurnRecord> {
    return this.client.call('get', id)
  }

  recording(id: string, part: RecordingPart): Promise<Recording> {
    return this.client.call('recording', id, part)
  }

  delete(id: string): Promise<void> {
    return this.client.call('delete', id)
  }

  restore(id: string): Promise<void> {
    return this.client.call('restore', id)
  }

  /** Turns of a persona with something said, newest first, each with what was decided about it. */
  reviewQueue(search: ReviewSearch): Promise<ReviewQueue> {
    return this.client.call('reviewQueue', search)
  }

  /** @throws `not_found` */
  review(turnId: string): Promise<{ turn: TurnRecord; review: Review; latest: LatestStep | null }> {
    return this.client.call('review', turnId)
  }

  /** The turn's review from now on, with the step that led there. */
  recordReview(step: ReviewStep): Promise<void> {
    return this.client.call('recordReview', step)
  }

  /** A correction was taken back whose turn may be gone. */
  recordRemoval(row: Pick<AuditRow, 'at' | 'actor' | 'personaId' | 'turnId'>, removed: unknown): Promise<void> {
    return this.client.call('recordRemoval', row, removed)
  }

  /** Who decided what and when, in order; see `auditIsIntact`. */
  reviewAudit(): Promise<AuditRow[]> {
    return this.client.call('reviewAudit')
  }

  /** Writes what is queued, closes the file and ends the thread. */
  dispose(): Promise<void> {
    return this.client.dispose()
  }
}
