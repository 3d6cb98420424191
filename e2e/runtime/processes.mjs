import { spawn, spawnSync } from 'node:child_process'

/** Runs a program to its end. Output is kept unless `inherit` is set. Never throws. */
export const run = (command, args, options = {}) =>
  new Promise((resolve) => {
    const { inherit = false, timeoutMs, ...rest } = options
    const child = spawn(command, args, {
      stdio: inherit ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      ...rest,
    })
    let output = ''
    child.stdout?.on('data', (chunk) => (output += chunk))
    child.stderr?.on('data', (chunk) => (output += chunk))
    child.once('error', (error) => resolve({ code: 127, output: `${output}${error.message}` }))
    child.once('close', (code, signal) => resolve({ code: code ?? (signal ? 128 : 1), output }))
  })

/** Whether a program can be found on the PATH. @param {string} name */
export const isOnPath = (name) =>
  spawnSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' }).status === 0

export const isRoot = () => process.getuid?.() === 0

const signalTo = (pid, name) => {
  try {
    process.kill(pid, name)
    return true
  } catch {
    return false
  }
}

/**
 * Ends a process that leads its own group: asks it alone, so that it can close its helpers in order, and after `graceMs`
 * kills whatever is left of the group. Safe to call when all of it is gone.
 */
export const endGroup = async (pid, graceMs = 6_000) => {
  signalTo(pid, 'SIGTERM')
  const deadline = Date.now() + graceMs
  while (signalTo(pid, 0) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50))
  signalTo(-pid, 'SIGKILL')
}
