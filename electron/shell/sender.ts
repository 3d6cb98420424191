import type { WebFrameMain } from 'electron'
import { isAppUrl } from './origin.ts'

/**
 * Whether a message comes from our page itself: its main frame, at our origin. A subframe, an `about:blank` child or a
 * frame that is gone by now is nobody we talk to.
 */
export function isTrustedSender(frame: Pick<WebFrameMain, 'url' | 'parent'> | null): boolean {
  return frame !== null && frame.parent === null && isAppUrl(frame.url)
}
