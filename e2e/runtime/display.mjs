import { spawn } from 'node:child_process'
import { ensureXvfb } from './system-packages.mjs'
import { PreflightError } from './report.mjs'

const START_TIMEOUT_MS = 10_000

export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY)

/**
 * Starts a virtual screen on a free display number, chosen by the server itself.
 * @param {{ endsWithLastClient?: boolean }} options endsWithLastClient: it goes by itself even if we are killed
 * @returns {Promise<{ display: string, stop: () => void }>}
 */
export const startVirtualDisplay = async ({ endsWithLastClient = false } = {}) => {
  await ensureXvfb()
  // Its own process group: Ctrl-C must reach the app first, and the screen only after it.
  const server = spawn(
    'Xvfb',
    [
      '-displayfd',
      '3',
      '-screen',
      '0',
      '1440x960x24',
      '-nolisten',
      'tcp',
      ...(endsWithLastClient ? ['-terminate'] : []),
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'], detached: true },
  )
  server.unref()
  const number = await new Promise((resolve, reject) => {
    const failed = () =>
      reject(
        new PreflightError('The virtual display could not be started; run with a DISPLAY or reinstall xvfb.'),
      )
    const timer = setTimeout(failed, START_TIMEOUT_MS)
    server.once('error', failed)
    server.once('exit', failed)
    let text = ''
    server.stdio[3].on('data', (chunk) => {
      text += chunk
      if (!text.includes('\n')) return
      clearTimeout(timer)
      server.removeListener('exit', failed)
      resolve(text.trim())
    })
  })
  server.stdio[3].destroy()
  return { display: `:${number}`, stop: () => void server.kill('SIGTERM') }
}
