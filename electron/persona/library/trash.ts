import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { UnderstudyError } from '../../contract/errors.ts'

/** What is deleted can be brought back for this long. */
export const KEPT_MS = 30 * 24 * 60 * 60_000
const STAGING = '.new-'

/** Own personas that were deleted or replaced: `ownDirectory/.trash/ID/TIME`. */
export class Trash {
  private readonly root: string

  constructor(private readonly ownDirectory: string) {
    this.root = join(ownDirectory, '.trash')
  }

  async put(id: string, directory: string): Promise<void> {
    await mkdir(join(this.root, id), { recursive: true })
    await rename(directory, join(this.root, id, String(Date.now())))
  }

  /** Brings the one deleted last back to `directory`. @throws `not_found` */
  async takeBack(id: string, directory: string): Promise<void> {
    const times = await readdir(join(this.root, id)).catch(() => [])
    const last = times.sort((a, b) => Number(b) - Number(a))[0]
    if (last === undefined) throw new UnderstudyError('not_found', 'That persona was deleted too long ago to be brought back; import it again.')
    await rename(join(this.root, id, last), directory)
  }

  /** A folder beside the personas in which one is made before it is moved into place. */
  async staging(): Promise<string> {
    return newStaging(this.ownDirectory)
  }

  /** Removes for good what was deleted too long ago, and what a killed process left half made. */
  async purge(nowMs = Date.now()): Promise<void> {
    for (const id of await readdir(this.root).catch(() => [])) {
      for (const time of await readdir(join(this.root, id)).catch(() => [])) {
        if (nowMs - Number(time) > KEPT_MS) await rm(join(this.root, id, time), { recursive: true, force: true })
      }
    }
    for (const name of await readdir(this.ownDirectory).catch(() => [])) {
      const path = join(this.ownDirectory, name)
      // A day: another process may be making one now.
      if (name.startsWith(STAGING) && nowMs - (await stat(path)).mtimeMs > 24 * 60 * 60_000) await rm(path, { recursive: true, force: true })
    }
  }
}

/** @param parent on the same disk as the final place, so that the move is one step */
export async function newStaging(parent: string): Promise<string> {
  const directory = join(parent, `${STAGING}${process.pid}-${Math.random().toString(36).slice(2)}`)
  await mkdir(directory, { recursive: true })
  return directory
}
