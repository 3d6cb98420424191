import { readFileSync, statSync, type Stats } from 'node:fs'

/** A small file whose content is parsed again only when the file has changed, by this process or another. */
export class WatchedFile<T> {
  private stamp = ''
  private last: { value: T | null; exists: boolean } = { value: null, exists: false }

  constructor(
    private readonly path: string,
    private readonly parse: (bytes: Buffer) => T,
  ) {}

  /** `value` is null where the file is absent or cannot be parsed. */
  read(): { value: T | null; exists: boolean } {
    const stats = this.stats()
    // The time of change can't be set back, other than that of modification.
    const stamp = stats ? `${stats.ino}:${stats.size}:${stats.ctimeMs}` : ''
    if (stamp === this.stamp) return this.last
    this.stamp = stamp
    this.last = { value: stats ? this.parsed() : null, exists: stats !== undefined }
    return this.last
  }

  private stats(): Stats | undefined {
    try {
      return statSync(this.path, { throwIfNoEntry: false })
    } catch {
      return undefined
    }
  }

  private parsed(): T | null {
    try {
      return this.parse(readFileSync(this.path))
    } catch {
      return null
    }
  }
}
