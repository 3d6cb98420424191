import { dirname, join } from 'node:path'
import type Database from 'libsql'
import { UnderstudyError } from '../contract/errors.ts'
import {
  meetingNotesSchema,
  meetingRecordSchema,
  type MeetingNotes,
  type MeetingRecord,
  type MeetingSource,
  type MeetingState,
  type MeetingSummary,
  type MeetingWake,
  type TranscriptSegment,
} from '../contract/meeting.ts'
import { guardWrite, openDatabase } from './database-file.ts'
import { MEETING_MIGRATIONS } from './meeting-schema.ts'
import { MeetingSound } from './meeting-sound.ts'

interface MeetingRow {
  id: string
  persona_id: string
  title: string
  started_at: string
  state: MeetingState
  duration_ms: number
  consent: string
  sources: string
  far_side_allowed: number
  notes: string
}

interface SegmentRow extends Omit<TranscriptSegment, 'startMs' | 'endMs' | 'final'> {
  start_ms: number
  end_ms: number
  final: number
}

/** Deleted meetings wait this long, so that a deletion can be undone. */
const UNDO_WINDOW_MS = 10 * 60_000

/**
 * Meetings with transcript, notes and sound, synchronous: it lives in a worker thread (store-worker.ts). The sound lies in
 * files under `meetings/` beside the database.
 */
export class MeetingDatabase {
  private readonly db: Database.Database
  private readonly sound: MeetingSound

  /** @throws UnderstudyError store_unavailable when the file exists and cannot be read; it is left untouched. */
  constructor(path: string, encryptionKey?: string) {
    this.db = openDatabase({
      path,
      encryptionKey,
      migrations: MEETING_MIGRATIONS,
      unreadable: 'The meetings cannot be read (damaged, or their key is gone); they were left as they are. Move meetings.db away to start anew.',
      unwritable: 'Meetings cannot be kept; check the free space and rights of the data folder.',
    })
    this.sound = new MeetingSound(join(dirname(path), 'meetings'))
    this.purgeDeleted()
    this.closeInterrupted()
  }

  begin(record: MeetingRecord): void {
    this.write(
      `INSERT INTO meetings (id, persona_id, title, started_at, state, duration_ms, consent, sources, far_side_allowed, notes)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      record.id,
      record.personaId,
      record.title,
      record.startedAt,
      record.state,
      record.durationMs,
      JSON.stringify(record.consent),
      JSON.stringify(record.sources),
      record.farSideAllowed ? 1 : 0,
      JSON.stringify(record.notes),
    )
  }

  setState(id: string, state: MeetingState, durationMs: number): void {
    this.write('UPDATE meetings SET state = ?, duration_ms = ? WHERE id = ?', state, durationMs, id)
    if (state === 'ended') this.sound.finish(id)
  }

  setSources(id: string, sources: MeetingRecord['sources']): void {
    this.write('UPDATE meetings SET sources = ? WHERE id = ?', JSON.stringify(sources), id)
  }

  setFarSideAllowed(id: string, allowed: boolean): void {
    this.write('UPDATE meetings SET far_side_allowed = ? WHERE id = ?', allowed ? 1 : 0, id)
  }

  setNotes(id: string, notes: MeetingNotes): void {
    this.write('UPDATE meetings SET notes = ? WHERE id = ?', JSON.stringify(notes), id)
  }

  rename(id: string, title: string): void {
    this.write('UPDATE meetings SET title = ? WHERE id = ?', title, id)
  }

  /** New, or changed under the same id. */
  putSegment(meetingId: string, { id, source, startMs, endMs, text, final }: TranscriptSegment): void {
    this.write(
      `INSERT INTO segments (meeting_id, id, source, start_ms, end_ms, text, final) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (meeting_id, id) DO UPDATE SET start_ms = excluded.start_ms, end_ms = excluded.end_ms, text = excluded.text, final = excluded.final`,
      meetingId,
      id,
      source,
      startMs,
      endMs,
      text,
      final ? 1 : 0,
    )
  }

  removeSegment(meetingId: string, segmentId: string): void {
    this.write('DELETE FROM segments WHERE meeting_id = ? AND id = ?', meetingId, segmentId)
  }

  /** New, or changed under the same moment and side. */
  putWake(meetingId: string, wake: MeetingWake): void {
    this.write('INSERT OR REPLACE INTO wakes (meeting_id, at_ms, source, wake) VALUES (?, ?, ?, ?)', meetingId, wake.atMs, wake.source, JSON.stringify(wake))
  }

  /** @param atSample where the 16 kHz samples belong on the meeting's clock. */
  appendSound(meetingId: string, source: MeetingSource, atSample: number, pcm: Int16Array): void {
    this.guard(() => this.sound.write(meetingId, source, atSample, pcm))
  }

  /** Newest first, without deleted ones. Each word of the search must begin a word of the transcript or be in the title. */
  list(search = ''): MeetingSummary[] {
    const terms = search.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
    if (terms.length === 0 && search.trim() !== '') return []
    const matches = terms.map(
      () => `AND (title LIKE ? ESCAPE '\\' OR id IN (SELECT meeting_id FROM segments WHERE key IN (SELECT rowid FROM segment_index WHERE segment_index MATCH ?)))`,
    )
    const rows = this.db
      .prepare(`SELECT * FROM meetings WHERE deleted_at IS NULL ${matches.join(' ')} ORDER BY started_at DESC`)
      .all(...terms.flatMap((term) => [`%${term.replace(/[\\%_]/g, (c) => `\\${c}`)}%`, `"${term}" *`])) as MeetingRow[]
    return rows.map(summaryOf)
  }

  /** @throws not_found */
  get(id: string): MeetingRecord {
    const row = this.row(id)
    const segments = this.db
      .prepare('SELECT id, source, start_ms, end_ms, text, final FROM segments WHERE meeting_id = ? ORDER BY start_ms, key')
      .all(id) as SegmentRow[]
    const wakes = this.db.prepare('SELECT wake FROM wakes WHERE meeting_id = ? ORDER BY at_ms').all(id) as { wake: string }[]
    return meetingRecordSchema.parse({
      id: row.id,
      title: row.title,
      personaId: row.persona_id,
      startedAt: row.started_at,
      state: row.state,
      durationMs: row.duration_ms,
      consent: JSON.parse(row.consent),
      sources: JSON.parse(row.sources),
      farSideAllowed: row.far_side_allowed === 1,
      notes: JSON.parse(row.notes),
      segments: segments.map(({ start_ms, end_ms, final, ...rest }) => ({ ...rest, startMs: start_ms, endMs: end_ms, final: final === 1 })),
      wakes: wakes.map(({ wake }) => JSON.parse(wake) as MeetingWake),
    })
  }

  /** Both sides mixed, or one of them: 16-bit mono at 16 kHz. @throws not_found */
  recording(id: string, startMs: number, durationMs: number, source?: MeetingSource): Int16Array {
    this.row(id)
    return source ? this.sound.read(id, source, startMs, durationMs) : this.sound.mix(id, startMs, durationMs)
  }

  delete(id: string): void {
    this.purgeDeleted()
    this.write('UPDATE meetings SET deleted_at = ? WHERE id = ?', new Date().toISOString(), id)
  }

  /** @throws not_found once it has been purged. */
  restore(id: string): void {
    this.write('UPDATE meetings SET deleted_at = NULL WHERE id = ?', id)
    this.row(id)
  }

  close(): void {
    this.sound.close()
    this.db.close()
  }

  private row(id: string): MeetingRow {
    const row = this.db.prepare('SELECT * FROM meetings WHERE id = ? AND deleted_at IS NULL').get(id) as MeetingRow | undefined
    if (!row) throw new UnderstudyError('not_found', 'That meeting is not there any more.')
    return row
  }

  private purgeDeleted(): void {
    const cutoff = new Date(Date.now() - UNDO_WINDOW_MS).toISOString()
    const gone = this.db.prepare('SELECT id FROM meetings WHERE deleted_at < ?').all(cutoff) as { id: string }[]
    for (const { id } of gone) {
      this.write('DELETE FROM meetings WHERE id = ?', id)
      this.guard(() => this.sound.remove(id))
    }
  }

  /** What a killed process left open keeps everything it had, and says that it was cut short. */
  private closeInterrupted(): void {
    const open = this.db.prepare(`SELECT id, duration_ms FROM meetings WHERE state IN ('running', 'paused')`).all() as MeetingRow[]
    for (const { id, duration_ms } of open) {
      this.write(`DELETE FROM segments WHERE meeting_id = ? AND text = ''`, id)
      this.write('UPDATE segments SET final = 1 WHERE meeting_id = ?', id)
      this.setState(id, 'interrupted', Math.max(duration_ms, this.sound.durationMs(id)))
    }
  }

  private write(sql: string, ...values: (string | number)[]): void {
    this.guard(() => this.db.prepare(sql).run(...values))
  }

  private guard(write: () => unknown): void {
    guardWrite(write, {
      full: 'The disk is full: this meeting is not kept from here on. Free some space; the transcript goes on.',
      failed: 'This meeting could not be kept; the transcript goes on.',
    })
  }
}

function summaryOf(row: MeetingRow): MeetingSummary {
  const notes = meetingNotesSchema.parse(JSON.parse(row.notes))
  return {
    id: row.id,
    title: row.title,
    personaId: row.persona_id,
    startedAt: row.started_at,
    state: row.state,
    durationMs: row.duration_ms,
    consent: JSON.parse(row.consent) as MeetingSummary['consent'],
    decisions: notes.decisions.length,
    actions: notes.actions.length,
  }
}
