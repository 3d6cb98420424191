/**
 * Migrations of the turn database, applied in order; `user_version` counts them. Never edit one that has shipped.
 * Sound and frames are appended as they are made, so that a killed process loses at most the chunk in flight.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE turns (
    id TEXT PRIMARY KEY,
    persona_id TEXT NOT NULL,
    origin TEXT NOT NULL,
    started_at TEXT NOT NULL,
    record TEXT NOT NULL,
    search_text TEXT NOT NULL DEFAULT '',
    closed INTEGER NOT NULL DEFAULT 0,
    deleted_at TEXT
  );
  CREATE INDEX turns_by_start ON turns (started_at DESC);
  CREATE TABLE turn_sound (
    turn_id TEXT NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
    part TEXT NOT NULL CHECK (part IN ('question', 'answer')),
    sequence INTEGER NOT NULL,
    sample_rate_hz INTEGER NOT NULL,
    pcm BLOB NOT NULL,
    PRIMARY KEY (turn_id, part, sequence)
  ) WITHOUT ROWID;
  CREATE TABLE turn_frames (
    turn_id TEXT NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
    sequence INTEGER NOT NULL,
    packed BLOB NOT NULL,
    PRIMARY KEY (turn_id, sequence)
  ) WITHOUT ROWID;
  `,
  // What was decided about a turn goes with it; the trail of decisions holds no words of anybody and stays.
  `
  CREATE TABLE reviews (
    turn_id TEXT PRIMARY KEY REFERENCES turns (id) ON DELETE CASCADE,
    verdict TEXT,
    record TEXT NOT NULL,
    search_text TEXT NOT NULL DEFAULT ''
  ) WITHOUT ROWID;
  CREATE TABLE review_steps (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    turn_id TEXT NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
    action TEXT NOT NULL,
    before TEXT NOT NULL,
    effect TEXT NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX review_steps_by_turn ON review_steps (turn_id, id DESC);
  CREATE INDEX turns_by_persona ON turns (persona_id, started_at DESC);
  CREATE TABLE review_audit (
    sequence INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    persona_id TEXT NOT NULL,
    turn_id TEXT NOT NULL,
    action TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL
  );
  CREATE TRIGGER review_audit_is_final BEFORE UPDATE ON review_audit BEGIN SELECT RAISE(ABORT, 'append only'); END;
  CREATE TRIGGER review_audit_is_kept BEFORE DELETE ON review_audit BEGIN SELECT RAISE(ABORT, 'append only'); END;
  `,
]
