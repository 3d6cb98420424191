import type Database from 'libsql'
import { UnderstudyError } from '../contract/errors.ts'
import type { Review, ReviewQueue } from '../contract/review.ts'
import { turnRecordSchema, type TurnRecord } from '../contract/turn.ts'
import { guardWrite, openDatabase } from './database-file.ts'
import { ReviewTable, type AuditRow, type LatestStep, type ReviewSearch, type ReviewStep } from './review-table.ts'
import { MIGRATIONS } from './schema.ts'

export type RecordingPart = 'question' | 'answer'

export interface Recording {
  sampleRateHz: number
  /** 16-bit little-endian mono. */
  pcm: Uint8Array
  /** Frames packed by animation/frame-codec.ts; empty for the question. */
  frames: Uint8Array
}

export interface ListQuery {
  /** Only turns of this persona. */
  personaId?: string | undefined
  search?: string | undefined
  limit?: number | undefined
  /** Only turns started before this ISO time. */
  before?: string | undefined
}

interface TurnRow {
  record: string
  closed: number
}

/** Deleted turns wait this long, so that a deletion can be undone. */
const UNDO_WINDOW_MS = 10 * 60_000

/**
 * The turn database itself, synchronous. It lives in a worker thread (store-worker.ts), because a checkpoint's
 * fsync can take tens of milliseconds. WAL with synchronous=NORMAL keeps every committed row through a kill -9.
 */
export class TurnDatabase {
  private readonly db: Database.Database
  private readonly reviews: ReviewTable

  /**
   * @param encryptionKey encrypts the whole file (AES-256-CBC); a wrong one reads as a corrupt file.
   * @throws UnderstudyError store_unavailable when the file exists and cannot be read; it is left untouched.
   */
  constructor(path: string, encryptionKey?: string) {
    this.db = openDatabase({
      path,
      encryptionKey,
      migrations: MIGRATIONS,
      unreadable: 'The conversation history cannot be read (damaged, or its key is gone); it was left as it is. Move turns.db away to start a new one.',
      unwritable: 'The conversation history cannot be written; check the free space and rights of the data folder.',
    })
    this.reviews = new ReviewTable(this.db)
    this.purgeDeleted()
    this.closeInterrupted()
  }

  begin(record: TurnRecord): void {
    this.guard(() => {
      this.db
        .prepare('INSERT INTO turns (id, persona_id, origin, started_at, record, search_text) VALUES (?, ?, ?, ?, ?, ?)')
        .run(record.id, record.personaId, record.origin, record.startedAt, JSON.stringify(record), searchText(record))
    })
  }

  update(record: TurnRecord, closed: boolean): void {
    this.guard(() => {
      this.db
        .prepare('UPDATE turns SET record = ?, search_text = ?, closed = ? WHERE id = ?')
        .run(JSON.stringify(record), searchText(record), closed ? 1 : 0, record.id)
    })
  }

  appendSound(turnId: string, part: RecordingPart, sampleRateHz: number, pcm: Int16Array): void {
    this.guard(() => {
      this.db
        .prepare(
          `INSERT INTO turn_sound (turn_id, part, sequence, sample_rate_hz, pcm)
           SELECT ?, ?, COALESCE(MAX(sequence) + 1, 0), ?, ? FROM turn_sound WHERE turn_id = ? AND part = ?`,
        )
        .run(turnId, part, sampleRateHz, Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength), turnId, part)
    })
  }

  appendFrames(turnId: string, packed: Uint8Array): void {
    this.guard(() => {
      this.db
        .prepare(
          `INSERT INTO turn_frames (turn_id, sequence, packed)
           SELECT ?, COALESCE(MAX(sequence) + 1, 0), ? FROM turn_frames WHERE turn_id = ?`,
        )
        .run(turnId, Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength), turnId)
    })
  }

  /** Newest first, without deleted ones. */
  list({ personaId, search = '', limit = 50, before }: ListQuery = {}): TurnRecord[] {
    const pattern = `%${search.toLowerCase().replace(/[\\%_]/g, (c) => `\\${c}`)}%`
    const rows = this.db
      .prepare(
        `SELECT record, closed FROM turns WHERE deleted_at IS NULL AND (? = '' OR persona_id = ?) AND search_text LIKE ? ESCAPE '\\' AND started_at < ?
         ORDER BY started_at DESC LIMIT ?`,
      )
      .all(personaId ?? '', personaId ?? '', pattern, before ?? '9999', limit) as TurnRow[]
    return rows.map((row) => parseRecord(row.record))
  }

  get(id: string): TurnRecord {
    const row = this.db.prepare('SELECT record, closed FROM turns WHERE id = ? AND deleted_at IS NULL').get(id) as TurnRow | undefined
    if (!row) throw new UnderstudyError('not_found', 'That turn is not in the history any more.')
    return parseRecord(row.record)
  }

  recording(id: string, part: RecordingPart): Recording {
    this.get(id)
    const sound = this.db
      .prepare('SELECT sample_rate_hz, pcm FROM turn_sound WHERE turn_id = ? AND part = ? ORDER BY sequence')
      .all(id, part) as { sample_rate_hz: number; pcm: ArrayBuffer }[]
    const frames =
      part === 'answer'
        ? (this.db.prepare('SELECT packed FROM turn_frames WHERE turn_id = ? ORDER BY sequence').all(id) as { packed: ArrayBuffer }[])
        : []
    return {
      sampleRateHz: sound[0]?.sample_rate_hz ?? 16_000,
      pcm: new Uint8Array(Buffer.concat(sound.map((row) => Buffer.from(row.pcm)))),
      frames: new Uint8Array(Buffer.concat(frames.map((row) => Buffer.from(row.packed)))),
    }
  }

  delete(id: string): void {
    this.guard(() => this.db.prepare('UPDATE turns SET deleted_at = ? WHERE id = ?').run(new Date().toISOString(), id))
  }

  restore(id: string): void {
    this.guard(() => this.db.prepare('UPDATE turns SET deleted_at = NULL WHERE id = ?').run(id))
  }

  reviewQueue(search: ReviewSearch): ReviewQueue {
    return this.reviews.queue(search)
  }

  review(turnId: string): { turn: TurnRecord; review: Review; latest: LatestStep | null } {
    return { turn: this.get(turnId), review: this.reviews.get(turnId), latest: this.reviews.latest(turnId) }
  }

  recordReview(step: ReviewStep): void {
    const { personaId } = this.get(step.review.turnId)
    this.guardReview(() => this.reviews.record(step, personaId))
  }

  recordRemoval(row: Parameters<ReviewTable['recordRemoval']>[0], removed: unknown): void {
    this.guardReview(() => this.reviews.recordRemoval(row, removed))
  }

  reviewAudit(): AuditRow[] {
    return this.reviews.audit()
  }

  close(): void {
    this.db.close()
  }

  private purgeDeleted(): void {
    const cutoff = new Date(Date.now() - UNDO_WINDOW_MS).toISOString()
    this.guard(() => this.db.prepare('DELETE FROM turns WHERE deleted_at IS NOT NULL AND deleted_at < ?').run(cutoff))
  }

  /** What a killed process left open keeps everything it had, and says that it was cut short. */
  private closeInterrupted(): void {
    const rows = this.db.prepare('SELECT record, closed FROM turns WHERE closed = 0').all() as TurnRow[]
    for (const row of rows) this.update({ ...parseRecord(row.record), outcome: 'stopped' }, true)
  }

  private guardReview(write: () => unknown): void {
    guardWrite(write, {
      full: 'The disk is full: this verdict is not kept. Free some space and decide again.',
      failed: 'This verdict could not be kept; check the free space and rights of the data folder and decide again.',
    })
  }

  private guard(write: () => unknown): void {
    guardWrite(write, {
      full: 'The disk is full: this turn is not kept. Free some space; talking goes on.',
      failed: 'This turn could not be kept in the history; talking goes on.',
    })
  }
}

function searchText(record: TurnRecord): string {
  return `${record.question}\n${record.answer}`.toLowerCase()
}

function parseRecord(json: string): TurnRecord {
  return turnRecordSchema.parse(JSON.parse(json))
}
