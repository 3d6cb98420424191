import { UnderstudyError, type ErrorShape } from '../../../electron/contract/errors.ts'
import { noticeOf, withNotice, type Notice } from '../state/notices.ts'
import type { PageStore } from '../state/page-store.ts'

const INFO_MS = 6_000
const PROBLEM_MS = 12_000

/** Puts sentences on the page and takes them down after a while. */
export class NoticeBoard {
  private nextId = 1
  private readonly timers = new Map<number, ReturnType<typeof setTimeout>>()

  constructor(private readonly store: PageStore) {}

  /** @returns what takes it down again */
  tell(message: string, action?: Notice['action']): () => void {
    const id = this.nextId++
    this.show({ id, tone: 'info', message, action })
    return () => this.dismiss(id)
  }

  problem(error: ErrorShape): void {
    const notice = noticeOf(error, this.nextId++)
    if (notice) this.show(notice)
  }

  /** Runs `work` and shows why it failed. @returns undefined when it did */
  async guard<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work
    } catch (thrown) {
      this.problem(UnderstudyError.from(thrown).toShape())
      return undefined
    }
  }

  dismiss(id: number): void {
    clearTimeout(this.timers.get(id))
    this.timers.delete(id)
    this.store.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }))
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer)
    this.timers.clear()
  }

  private show(notice: Notice): void {
    this.store.setState(({ notices }) => ({ notices: withNotice(notices, notice) }))
    this.timers.set(notice.id, setTimeout(() => this.dismiss(notice.id), notice.tone === 'info' ? INFO_MS : PROBLEM_MS))
  }
}
