import type { RealtimeAnswer } from './realtime-answer.ts'
import type { RealtimeEvent } from './realtime-events.ts'

/**
 * Which answer an event belongs to. What still comes of one that was stopped must not be taken for the next one's, and servers
 * differ in whether they name responses, and in which order they tell of them.
 */
export class ResponseOrder {
  /** Asked for, and not begun by the server so far as is known. */
  private readonly awaited: RealtimeAnswer[] = []
  private readonly byId = new Map<string, RealtimeAnswer>()
  private readonly unfinished = new Set<RealtimeAnswer>()
  private readonly waiting = new Set<() => void>()
  private latest: RealtimeAnswer | null = null

  asked(answer: RealtimeAnswer): void {
    this.awaited.push(answer)
    this.unfinished.add(answer)
    this.latest = answer
  }

  /** @returns null where it belongs to none that was asked for */
  answerOf(event: RealtimeEvent): RealtimeAnswer | null {
    const id = 'responseId' in event ? event.responseId : null
    const answer = this.find(id)
    if (!answer) return null
    if (id !== null) {
      this.byId.set(id, answer)
      answer.responseId = id
    }
    if (event.type === 'responding' || event.type === 'done') this.begun(answer)
    if (event.type === 'done') this.done(answer)
    return answer
  }

  /** A server answers one thing at a time, and one that was cancelled goes on for a moment. @returns whether nothing is under way */
  async whenIdle(limitMs: number): Promise<boolean> {
    if (this.unfinished.size === 0) return true
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, limitMs)
      this.waiting.add(() => {
        clearTimeout(timer)
        resolve()
      })
    })
    return this.unfinished.size === 0
  }

  private find(id: string | null): RealtimeAnswer | null {
    return (id === null ? null : this.byId.get(id)) ?? this.awaited[0] ?? (id === null ? this.latest : null)
  }

  private begun(answer: RealtimeAnswer): void {
    const at = this.awaited.indexOf(answer)
    if (at >= 0) this.awaited.splice(at, 1)
  }

  private done(answer: RealtimeAnswer): void {
    this.unfinished.delete(answer)
    if (this.unfinished.size > 0) return
    for (const tell of this.waiting) tell()
    this.waiting.clear()
  }
}
