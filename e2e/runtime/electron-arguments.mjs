import { existsSync, readdirSync, statfsSync, statSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { isRoot } from './processes.mjs'
import { PreflightError } from './report.mjs'

const SMALL_SHARED_MEMORY_BYTES = 256 * 2 ** 20

/**
 * Software WebGL. Chromium refuses it by default since it lies outside the GPU sandbox; our page draws only our own data.
 * The page around it is put together on the processor directly: through SwiftShader that takes half as long again.
 */
export const SOFTWARE_GL = [
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--disable-gpu-compositing',
]

const hasGpu = () =>
  existsSync('/dev/dri') && readdirSync('/dev/dri').some((name) => name.startsWith('renderD'))

const hasLittleSharedMemory = () => {
  try {
    const { blocks, bsize } = statfsSync('/dev/shm')
    return blocks * bsize < SMALL_SHARED_MEMORY_BYTES
  } catch {
    return true
  }
}

/** Chromium's sandbox needs user namespaces or its setuid helper. We never switch it off for an ordinary user. */
const checkSandbox = (executablePath) => {
  const helper = join(dirname(executablePath), 'chrome-sandbox')
  const stats = existsSync(helper) ? statSync(helper) : null
  if (stats !== null && stats.uid === 0 && (stats.mode & 0o4000) !== 0) return
  if (spawnSync('unshare', ['-Ur', 'true'], { stdio: 'ignore' }).status === 0) return
  throw new PreflightError(
    `This system forbids the sandbox that Understudy runs in; allow it once with: sudo chown root:root ${helper} && sudo chmod 4755 ${helper}`,
  )
}

/**
 * Command line switches that this machine calls for.
 * @param {{ executablePath: string }} runtime
 * @returns {string[]}
 */
export const electronArguments = (runtime) => {
  if (process.platform !== 'linux') return []
  const switches = []
  if (isRoot()) switches.push('--no-sandbox')
  else checkSandbox(runtime.executablePath)
  if (!hasGpu()) switches.push(...SOFTWARE_GL)
  if (hasLittleSharedMemory()) switches.push('--disable-dev-shm-usage')
  if (!process.env.DISPLAY && process.env.WAYLAND_DISPLAY) switches.push('--ozone-platform=wayland')
  return switches
}
