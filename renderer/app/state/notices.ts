import type { ErrorShape } from '../../../electron/contract/errors.ts'

/** One sentence at the edge of the window, which never takes the focus. */
export interface Notice {
  id: number
  tone: 'info' | 'problem'
  message: string
  action?: { label: string; run: () => void }
}

const MAX_NOTICES = 3

/** The newest comes last; the same sentence is not said twice at once. */
export function withNotice(notices: readonly Notice[], notice: Notice): Notice[] {
  return [...notices.filter(({ message }) => message !== notice.message), notice].slice(-MAX_NOTICES)
}

/** How an error is shown; null when it is what somebody asked for. */
export function noticeOf(error: ErrorShape, id: number): Notice | null {
  if (error.kind === 'cancelled') return null
  return { id, tone: error.code === 'no_speech' ? 'info' : 'problem', message: error.message }
}
