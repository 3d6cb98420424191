import type { TranscriptSegment } from '../contract/meeting.ts'

/** The segments of one meeting in the order of their beginnings. Looks from the end: that is where speech goes on. */
export class Transcript {
  private readonly list: TranscriptSegment[] = []

  get segments(): readonly TranscriptSegment[] {
    return this.list
  }

  get(id: string): TranscriptSegment | undefined {
    return this.list.findLast((segment) => segment.id === id)
  }

  /** New, or changed under the same id. @returns whether anything changed */
  put(segment: TranscriptSegment): boolean {
    const known = this.list.findLastIndex(({ id }) => id === segment.id)
    if (known >= 0) {
      const before = this.list[known]!
      if (before.text === segment.text && before.final === segment.final && before.endMs === segment.endMs) return false
      this.list.splice(known, 1)
    }
    this.list.splice(this.list.findLastIndex(({ startMs }) => startMs <= segment.startMs) + 1, 0, segment)
    return true
  }

  /** @returns whether it was there */
  remove(id: string): boolean {
    const known = this.list.findLastIndex((segment) => segment.id === id)
    if (known < 0) return false
    this.list.splice(known, 1)
    return true
  }
}
