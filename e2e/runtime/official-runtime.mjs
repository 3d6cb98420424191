import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { run } from './processes.mjs'

const PROBE_TIMEOUT_MS = 5_000
const DOWNLOAD_TIMEOUT_MS = 15 * 60_000

const packageDir = () => dirname(createRequire(import.meta.url).resolve('electron/package.json'))

const wantedVersion = () => JSON.parse(readFileSync(join(packageDir(), 'package.json'), 'utf8')).version

/** The binary the `electron` package has unpacked, or null. Its path.txt is written last, so a half one does not count. */
export const installedOfficialRuntime = () => {
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(packageDir(), 'dist')
  const pathFile = join(packageDir(), 'path.txt')
  const overridden = process.env.ELECTRON_OVERRIDE_DIST_PATH !== undefined
  const executable = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : overridden ? 'electron' : null
  if (executable === null || !existsSync(join(dist, executable))) return null
  const versionFile = join(dist, 'version')
  const version = existsSync(versionFile)
    ? readFileSync(versionFile, 'utf8').trim().replace(/^v/, '')
    : 'unknown'
  if (!overridden && version !== wantedVersion()) return null
  return {
    distPath: dist,
    executablePath: join(dist, executable),
    version,
    source: overridden ? 'override' : 'official',
  }
}

const artifactUrl = () => {
  const version = wantedVersion()
  const mirror = process.env.ELECTRON_MIRROR ?? 'https://github.com/electron/electron/releases/download/'
  return `${mirror}v${version}/electron-v${version}-${process.platform}-${process.arch}.zip`
}

const isReachable = async () => {
  try {
    const response = await fetch(artifactUrl(), {
      method: 'HEAD',
      signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
    })
    return response.ok
  } catch {
    return false
  }
}

/** Lets the `electron` package fetch its binary where its release site answers. Offline this takes at most the probe's time. */
export const downloadOfficialRuntime = async () => {
  // A proxy may let the installer through where a plain probe is refused.
  const proxied = process.env.ELECTRON_GET_USE_PROXY !== undefined
  if (!proxied && !(await isReachable())) return null
  await run(process.execPath, [join(packageDir(), 'install.js')], { timeoutMs: DOWNLOAD_TIMEOUT_MS })
  return installedOfficialRuntime()
}
