import type { App, Session } from 'electron'
import { isAppUrl } from './origin.ts'

/** What the page may load: our own scheme, and what it made itself. */
export function mayLoad(url: string): boolean {
  return isAppUrl(url) || /^(?:blob|data|devtools):/.test(url)
}

/**
 * Chromium looks up names for purposes of its own, such as finding a proxy. It has nothing to look up here: no name but this
 * machine's is known to it, and no proxy. Before the app is ready.
 */
export function cutChromiumNetwork({ commandLine }: App): void {
  commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1')
  commandLine.appendSwitch('no-proxy-server')
}

/**
 * The page has no network, ever: not even a mistake in its policy could reach a server. Everything that may leave the machine
 * is sent by the main process, which can be asked and switched off.
 */
export function cutPageNetwork(session: Session): void {
  session.webRequest.onBeforeRequest((details, callback) => callback({ cancel: !mayLoad(details.url) }))
}
