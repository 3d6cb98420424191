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
]
