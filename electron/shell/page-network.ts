import type { Session } from 'electron'
import { isAppUrl } from './origin.ts'

/** What the page may load: our own scheme, and what it made itself. */
export function mayLoad(url: string): boolean {
  return isAppUrl(url) || /^(?:blob|data|devtools):/.test(url)
}

/**
 * The page has no network, ever: not even a mistake in its policy could reach a server. Everything that may leave the machine
 * is sent by the main process, which can be asked and switched off.
 */
export function cutPageNetwork(session: Session): void {
  session.webRequest.onBeforeRequest((details, callback) => callback({ cancel: !mayLoad(details.url) }))
}
