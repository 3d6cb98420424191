import { createHash } from 'node:crypto'
import type Database from 'libsql'
import type { CorrectionsFile, Review, ReviewFilter } from '../contract/review.ts'
import { reviewSchema } from '../contract/review.ts'
import { turnRecordSchema, type TurnOrigin, type TurnRecord } from '../contract/turn.ts'

export type ReviewAction = 'approve' | 'correct' | 'never' | 'note' | 'undo' | 'remove'

/** What a verdict changed in the persona's corrections, so that it can be taken back. */
export interface ReviewEffect {
  /** Ids of approved answers and quarantines. */
  added: string[]
  removed: Pick<CorrectionsFile, 'approved' | 'never'>
}

export interface ReviewStep {
  review: Review
  action: ReviewAction
  /** Who decided, as the operating system calls them. */
  actor: string
  at: string
  effect: ReviewEffect
  /** Step that this one takes back. */
  undoes?: number
}

/** The latest verdict of a turn that still counts. */
export interface LatestStep {
  id: number
  before: Review
  effect: ReviewEffect
}

export interface ReviewSearch {
  personaId: string
  filter: ReviewFilter
  origin?: TurnOrigin | undefined
  search: string
  limit: number
  /** Only turns started before this ISO time. */
  before?: string | undefined
}

export interface AuditRow {
  sequence: number
  at: string
  actor: string
  personaId: string
  turnId: string
  action: ReviewAction
  /** SHA-256 of what was decided; the words themselves go with the turn. */
  contentHash: string
  previousHash: string
  hash: string
}

interface QueueRow {
  record: string
  review: string | null
}

const VERDICT_CONDITION: Record<ReviewFilter, string> = {
  pending: 'r.verdict IS NULL',
  approved: "r.verdict = 'approved'",
  corrected: "r.verdict = 'corrected'",
  never: "r.verdict = 'never'",
  all: '1 = 1',
}
/** Only what was said can be reviewed. */
const IN_QUEUE = "t.persona_id = ? AND t.deleted_at IS NULL AND t.closed = 1 AND json_extract(t.record, '$.answer') <> ''"

/** Reviews beside their turns: the present state, the steps that led there, and a trail that outlives both. */
export class ReviewTable {
  constructor(private readonly db: Database.Database) {}

  /** Newest first; counts of all filters whatever is searched for. */
  queue({ personaId, filter, origin, search, limit, before }: ReviewSearch): { items: { turn: TurnRecord; review: Review }[]; counts: Record<ReviewFilter, number> } {
    const pattern = `%${search.toLowerCase().replace(/[\\%_]/g, (c) => `\\${c}`)}%`
    const rows = this.db
      .prepare(
        `SELECT t.record AS record, r.record AS review FROM turns t LEFT JOIN reviews r ON r.turn_id = t.id
         WHERE ${IN_QUEUE} AND ${VERDICT_CONDITION[filter]} AND (? = '' OR t.origin = ?)
         AND (t.search_text LIKE ? ESCAPE '\\' OR r.search_text LIKE ? ESCAPE '\\') AND t.started_at < ?
         ORDER BY t.started_at DESC LIMIT ?`,
      )
      .all(personaId, origin ?? '', origin ?? '', pattern, pattern, before ?? '9999', limit) as QueueRow[]
    return { items: rows.map(readRow), counts: this.counts(personaId) }
  }

  get(turnId: string): Review {
    const row = this.db.prepare('SELECT record AS review FROM reviews WHERE turn_id = ?').get(turnId) as { review: string } | undefined
    return row ? reviewSchema.parse(JSON.parse(row.review)) : blank(turnId)
  }

  /** The latest verdict that was not taken back. */
  latest(turnId: string): LatestStep | null {
    const row = this.db
      .prepare("SELECT id, before, effect FROM review_steps WHERE turn_id = ? AND undone = 0 AND action IN ('approve', 'correct', 'never') ORDER BY id DESC LIMIT 1")
      .get(turnId) as { id: number; before: string; effect: string } | undefined
    return row ? { id: row.id, before: reviewSchema.parse(JSON.parse(row.before)), effect: JSON.parse(row.effect) as ReviewEffect } : null
  }

  /** State, step and trail in one transaction. */
  record(step: ReviewStep, personaId: string): void {
    this.db.transaction(() => {
      const { review, action, effect } = step
      const before = this.get(review.turnId)
      const written = JSON.stringify(review)
      this.db
        .prepare(
          `INSERT INTO reviews (turn_id, verdict, record, search_text) VALUES (?, ?, ?, ?)
           ON CONFLICT (turn_id) DO UPDATE SET verdict = excluded.verdict, record = excluded.record, search_text = excluded.search_text`,
        )
        .run(review.turnId, review.verdict, written, `${review.correction ?? ''}\n${review.note}`.toLowerCase())
      if (step.undoes !== undefined) this.db.prepare('UPDATE review_steps SET undone = 1 WHERE id = ?').run(step.undoes)
      this.db
        .prepare('INSERT INTO review_steps (turn_id, action, before, effect) VALUES (?, ?, ?, ?)')
        .run(review.turnId, action, JSON.stringify(before), JSON.stringify(effect))
      this.appendAudit({ at: step.at, actor: step.actor, personaId, turnId: review.turnId, action, contentHash: sha256(written) })
    })()
  }

  /** For what has no turn (any more): an approved answer taken back from the list. */
  recordRemoval(row: Pick<AuditRow, 'at' | 'actor' | 'personaId' | 'turnId'>, removed: unknown): void {
    this.appendAudit({ ...row, action: 'remove', contentHash: sha256(JSON.stringify(removed)) })
  }

  audit(): AuditRow[] {
    return this.db
      .prepare(
        `SELECT sequence, at, actor, persona_id AS personaId, turn_id AS turnId, action, content_hash AS contentHash, previous_hash AS previousHash, hash
         FROM review_audit ORDER BY sequence`,
      )
      .all() as AuditRow[]
  }

  private appendAudit(row: Omit<AuditRow, 'sequence' | 'previousHash' | 'hash'>): void {
    const last = this.db.prepare('SELECT sequence, hash FROM review_audit ORDER BY sequence DESC LIMIT 1').get() as { sequence: number; hash: string } | undefined
    const sequence = (last?.sequence ?? 0) + 1
    const previousHash = last?.hash ?? ''
    const hash = auditHash({ ...row, sequence, previousHash })
    this.db
      .prepare('INSERT INTO review_audit (sequence, at, actor, persona_id, turn_id, action, content_hash, previous_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(sequence, row.at, row.actor, row.personaId, row.turnId, row.action, row.contentHash, previousHash, hash)
  }

  private counts(personaId: string): Record<ReviewFilter, number> {
    const rows = this.db
      .prepare(`SELECT COALESCE(r.verdict, 'pending') AS verdict, count(*) AS count FROM turns t LEFT JOIN reviews r ON r.turn_id = t.id WHERE ${IN_QUEUE} GROUP BY 1`)
      .all(personaId) as { verdict: ReviewFilter; count: number }[]
    const counts: Record<ReviewFilter, number> = { pending: 0, approved: 0, corrected: 0, never: 0, all: 0 }
    for (const { verdict, count } of rows) {
      counts[verdict] = count
      counts.all += count
    }
    return counts
  }
}

/** Whether every row follows from the one before it: a changed, missing or inserted row breaks the chain. */
export function auditIsIntact(rows: readonly AuditRow[]): boolean {
  let previousHash = ''
  return rows.every((row, i) => {
    const follows = row.sequence === i + 1 && row.previousHash === previousHash && row.hash === auditHash(row)
    previousHash = row.hash
    return follows
  })
}

function auditHash({ sequence, at, actor, personaId, turnId, action, contentHash, previousHash }: Omit<AuditRow, 'hash'>): string {
  return sha256(previousHash + JSON.stringify([sequence, at, actor, personaId, turnId, action, contentHash]))
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function blank(turnId: string): Review {
  return { turnId, verdict: null, correction: null, never: [], note: '', decidedAt: null }
}

function readRow({ record, review }: QueueRow): { turn: TurnRecord; review: Review } {
  const turn = turnRecordSchema.parse(JSON.parse(record))
  return { turn, review: review === null ? blank(turn.id) : reviewSchema.parse(JSON.parse(review)) }
}
