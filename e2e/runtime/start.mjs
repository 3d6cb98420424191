/** `npm start`: preflight, build where sources changed, run the app until it ends. Arguments are passed on to it. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { ensureBuilt } from './build.mjs'
import { repositoryRoot } from './paths.mjs'
import { preflight } from './preflight.mjs'
import { endGroup } from './processes.mjs'
import { fail, say } from './report.mjs'

/** What Chromium and libuiohook remark of every bus, GPU and priority they do not get. Our own log is in the user's folder. */
const NOISE = /^\[\d+:\d+\/[\d.]+:(?:INFO|WARNING|ERROR):|^hook_thread_proc /

const main = async () => {
  const { runtime, args, env, stopDisplay } = await preflight({ endsWithLastClient: true })
  await ensureBuilt()
  const spawnedAt = performance.now()
  // A group of its own, so that Ctrl-C comes to us alone and we can end the app with all its helpers.
  const child = spawn(runtime.executablePath, [...args, repositoryRoot, ...process.argv.slice(2)], {
    cwd: repositoryRoot,
    env,
    detached: true,
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  })
  child.on('message', (message) => {
    if (message?.type === 'ready')
      say(`Understudy is ready (${Math.round(performance.now() - spawnedAt)} ms).`)
  })
  createInterface({ input: child.stderr }).on('line', (line) => NOISE.test(line) || line === '' || say(line))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void endGroup(child.pid))
  const code = await new Promise((resolve) => {
    child.once('error', () => resolve(1))
    child.once('exit', (status, signal) => resolve(signal === null ? status : 1))
  })
  await endGroup(child.pid, 0)
  stopDisplay()
  process.exit(code)
}

main().catch(fail)
