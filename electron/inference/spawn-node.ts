import { fork, type ForkOptions } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { childEnvironment } from './child-environment.ts'
import type { InferenceChild } from './inference-child.ts'

/** Starts the inference process as a child of plain Node: for the CLI and the tests. The app uses a utility process. */
export function spawnInferenceNode(): InferenceChild {
  const child = fork(entryPath(), [], { ...launchOptions(), env: childEnvironment(), stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  // Without a listener a message that can't be delivered would end this process; `exit` tells of the loss.
  child.on('error', () => undefined)
  return {
    pid: child.pid,
    send(command) {
      if (child.connected) child.send(command)
    },
    onMessage(listener) {
      child.on('message', listener)
    },
    onExit(listener) {
      child.once('exit', listener)
      // A process that can't be started has an `error` and no `exit`.
      child.once('error', () => {
        if (child.pid === undefined) listener(null, null)
      })
    },
    kill() {
      child.kill('SIGKILL')
    },
  }
}

const runsFromSource = import.meta.url.endsWith('.ts')

function entryPath(): string {
  return fileURLToPath(new URL(runsFromSource ? './process-main.ts' : './process-main.js', import.meta.url))
}

function launchOptions(): ForkOptions {
  if (!runsFromSource) return { execArgv: [] }
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm')).href
  return { execArgv: ['--import', tsx], cwd: fileURLToPath(new URL('../..', import.meta.url)) }
}
