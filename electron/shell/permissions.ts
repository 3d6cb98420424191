import type { Session } from 'electron'
import { isAppOrigin, isAppUrl } from './origin.ts'

/** What the page may do beyond drawing. Each has its reason; everything else is denied. */
const CLIPBOARD_WRITE = 'clipboard-sanitized-write' // «Copy» beside an answer

/** Chromium asks here before a prompt would be shown. `mediaTypes` is what getUserMedia wants. */
export function mayRequest(
  permission: string,
  requestingUrl: string,
  isMainFrame: boolean,
  mediaTypes: readonly string[],
): boolean {
  if (!isMainFrame || !isAppUrl(requestingUrl)) return false
  if (permission === CLIPBOARD_WRITE) return true
  return permission === 'media' && mediaTypes.length > 0 && mediaTypes.every((type) => type === 'audio')
}

/** Chromium asks here when a script only looks (navigator.permissions, enumerateDevices labels). */
export function mayCheck(
  permission: string,
  requestingOrigin: string,
  isMainFrame: boolean,
  mediaType: string | undefined,
): boolean {
  if (!isMainFrame || !isAppOrigin(requestingOrigin)) return false
  if (permission === CLIPBOARD_WRITE) return true
  return permission === 'media' && mediaType !== 'video'
}

/** Denies by default. */
export function installPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    const mediaTypes = 'mediaTypes' in details ? (details.mediaTypes ?? []) : []
    callback(mayRequest(permission, details.requestingUrl, details.isMainFrame, mediaTypes))
  })
  session.setPermissionCheckHandler((_contents, permission, origin, details) =>
    mayCheck(permission, origin, details.isMainFrame, details.mediaType),
  )
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, callback) => callback({}))
}
