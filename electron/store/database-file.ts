import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'libsql'
import { UnderstudyError } from '../contract/errors.ts'

export interface DatabaseFile {
  /** A file, whose folder is made, or `:memory:`. */
  path: string
  /** Encrypts the whole file (AES-256-CBC); a wrong one reads as a corrupt file. */
  encryptionKey: string | undefined
  /** Applied in order; `user_version` counts them. */
  migrations: readonly string[]
  /** What the user is told when an existing file cannot be read, and when none can be made. */
  unreadable: string
  unwritable: string
}

/**
 * Opens a database and brings it up to date. WAL with synchronous=NORMAL keeps every committed row through a kill -9.
 * @throws UnderstudyError store_unavailable when the file exists and cannot be read; it is left untouched.
 */
export function openDatabase({ path, encryptionKey, migrations, unreadable, unwritable }: DatabaseFile): Database.Database {
  const existed = path !== ':memory:' && existsSync(path)
  try {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true })
    const db = new Database(path, encryptionKey ? ({ encryptionKey } as Database.Options) : undefined)
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 2000;')
    migrate(db, migrations)
    return db
  } catch (cause) {
    throw new UnderstudyError('store_unavailable', existed ? unreadable : unwritable, { cause })
  }
}

/** Runs a write; a full disk is told apart from any other failure. */
export function guardWrite<T>(write: () => T, messages: { full: string; failed: string }): T {
  try {
    return write()
  } catch (cause) {
    const full = cause instanceof Error && /full|no space|ENOSPC/i.test(cause.message)
    throw new UnderstudyError(full ? 'disk_full' : 'store_unavailable', full ? messages.full : messages.failed, { cause })
  }
}

function migrate(db: Database.Database, migrations: readonly string[]): void {
  const row = db.prepare('PRAGMA user_version').get() as { user_version: number }
  for (let version = row.user_version; version < migrations.length; version++) {
    db.exec(`BEGIN; ${migrations[version]} PRAGMA user_version = ${version + 1}; COMMIT;`)
  }
}
