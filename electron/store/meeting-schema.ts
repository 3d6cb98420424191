/**
 * Migrations of the meeting database, applied in order; `user_version` counts them. Never edit one that has shipped.
 * The sound lies beside it in files (meeting-sound.ts): an hour of two sides is 230 MB.
 */
export const MEETING_MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meetings (
    id TEXT PRIMARY KEY,
    persona_id TEXT NOT NULL,
    title TEXT NOT NULL,
    started_at TEXT NOT NULL,
    state TEXT NOT NULL,
    duration_ms REAL NOT NULL,
    consent TEXT NOT NULL,
    sources TEXT NOT NULL,
    far_side_allowed INTEGER NOT NULL,
    notes TEXT NOT NULL,
    deleted_at TEXT
  );
  CREATE INDEX meetings_by_start ON meetings (started_at DESC);
  CREATE TABLE segments (
    key INTEGER PRIMARY KEY,
    meeting_id TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    source TEXT NOT NULL,
    start_ms REAL NOT NULL,
    end_ms REAL NOT NULL,
    text TEXT NOT NULL,
    final INTEGER NOT NULL,
    UNIQUE (meeting_id, id)
  );
  CREATE TABLE wakes (
    meeting_id TEXT NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
    at_ms REAL NOT NULL,
    source TEXT NOT NULL,
    wake TEXT NOT NULL,
    PRIMARY KEY (meeting_id, at_ms, source)
  ) WITHOUT ROWID;
  CREATE VIRTUAL TABLE segment_index USING fts5 (text, content = 'segments', content_rowid = 'key', tokenize = 'unicode61 remove_diacritics 2');
  CREATE TRIGGER segment_added AFTER INSERT ON segments BEGIN
    INSERT INTO segment_index (rowid, text) VALUES (new.key, new.text);
  END;
  CREATE TRIGGER segment_removed AFTER DELETE ON segments BEGIN
    INSERT INTO segment_index (segment_index, rowid, text) VALUES ('delete', old.key, old.text);
  END;
  CREATE TRIGGER segment_changed AFTER UPDATE OF text ON segments BEGIN
    INSERT INTO segment_index (segment_index, rowid, text) VALUES ('delete', old.key, old.text);
    INSERT INTO segment_index (rowid, text) VALUES (new.key, new.text);
  END;
  `,
]
