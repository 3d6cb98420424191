import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { hasDisplay, startVirtualDisplay } from './display.mjs'
import { electronArguments } from './electron-arguments.mjs'
import { repositoryRoot } from './paths.mjs'
import { say } from './report.mjs'
import { ensureRuntime } from './runtime.mjs'
import { ensureLibraries } from './system-packages.mjs'

const nativeModules = () =>
  [
    join(repositoryRoot, 'node_modules/uiohook-napi/prebuilds', `linux-${process.arch}`, 'uiohook-napi.node'),
  ].filter((path) => existsSync(path))

/**
 * Everything that has to be there before Electron can start: runtime, libraries, screen. Cures what it can, in order;
 * throws PreflightError for what it cannot.
 * @param {{ endsWithLastClient?: boolean }} options see startVirtualDisplay
 */
export const preflight = async (options = {}) => {
  const runtime = await ensureRuntime()
  if (process.platform === 'linux') await ensureLibraries([runtime.executablePath, ...nativeModules()])
  const env = { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: runtime.distPath }
  let stopDisplay = () => {}
  if (!hasDisplay()) {
    const virtual = await startVirtualDisplay(options)
    say('There is no display, so Understudy runs on a virtual one (Xvfb).')
    env.DISPLAY = virtual.display
    stopDisplay = virtual.stop
  }
  return { runtime, args: electronArguments(runtime), env, stopDisplay }
}
