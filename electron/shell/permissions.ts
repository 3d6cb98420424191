import { desktopCapturer, type Session } from 'electron'
import { isAppOrigin, isAppUrl } from './origin.ts'

/** What the page may do beyond drawing. Each has its reason; everything else is denied. */
const CLIPBOARD_WRITE = 'clipboard-sanitized-write' // «Copy» beside an answer

const DISPLAY_CAPTURE = 'display-capture' // the system's sound, while a meeting runs to which the others were told

/** Chromium asks here before a prompt would be shown. `mediaTypes` is what getUserMedia wants. */
export function mayRequest(
  permission: string,
  requestingUrl: string,
  isMainFrame: boolean,
  mediaTypes: readonly string[],
  meetingRuns: boolean,
): boolean {
  if (!isMainFrame || !isAppUrl(requestingUrl)) return false
  if (permission === CLIPBOARD_WRITE) return true
  if (permission === DISPLAY_CAPTURE) return meetingRuns
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

/** Denies by default. `meetingRuns` is asked each time: capture of the system's sound ends with the meeting. */
export function installPermissions(session: Session, meetingRuns: () => boolean): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    const mediaTypes = 'mediaTypes' in details ? (details.mediaTypes ?? []) : []
    callback(mayRequest(permission, details.requestingUrl, details.isMainFrame, mediaTypes, meetingRuns()))
  })
  session.setPermissionCheckHandler((_contents, permission, origin, details) =>
    mayCheck(permission, origin, details.isMainFrame, details.mediaType),
  )
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((request, callback) => {
    const frame = request.frame
    if (!meetingRuns() || frame === null || frame.parent !== null || !isAppUrl(frame.url)) return callback({})
    // Chromium wants a picture with the sound; the page ends its track at once (renderer/audio/system-sound.ts).
    desktopCapturer.getSources({ types: ['screen'], thumbnailSize: { width: 0, height: 0 } }).then(
      ([screen]) => callback(screen ? { video: screen, audio: 'loopback' } : {}),
      () => callback({}),
    )
  })
}
