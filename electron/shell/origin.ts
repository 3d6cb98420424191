import type { WindowMode } from '../contract/ipc.ts'

/** The page has an origin of its own, never file://, which could read the whole disk. */
export const APP_SCHEME = 'understudy'
export const APP_HOST = 'app'
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`

export const pageUrl = (mode: WindowMode): string => `${APP_ORIGIN}/index.html?window=${mode}`

/** Whether a URL is exactly of our origin. Empty, malformed, `about:` and look-alike URLs are not. */
export function isAppUrl(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host, username, password } = new URL(url)
  // Node leaves `origin` of non-special schemes at "null", so its parts are compared.
  return protocol === `${APP_SCHEME}:` && host === APP_HOST && username === '' && password === ''
}

/** Where Chromium reports an origin instead of a URL, it may or may not close it with a slash. */
export const isAppOrigin = (origin: string): boolean => origin === APP_ORIGIN || origin === `${APP_ORIGIN}/`
