import { utilityProcess, type UtilityProcess } from 'electron'
import type { Logger } from 'pino'
import type { InferenceChild } from '../contract/host.ts'
import type { InferenceCommand } from '../contract/inference.ts'
import { childEnvironment } from '../inference/child-environment.ts'

/** The inference server as a utility process: crashes and memory of its own, nothing of our environment. */
export function spawnInferenceProcess(entry: string, logger: Logger): InferenceChild {
  return new UtilityInferenceChild(
    utilityProcess.fork(entry, [], {
      env: childEnvironment(),
      stdio: 'pipe',
      serviceName: 'Understudy inference',
    }),
    logger,
  )
}

class UtilityInferenceChild implements InferenceChild {
  private gone = false

  constructor(
    private readonly child: UtilityProcess,
    logger: Logger,
  ) {
    child.once('exit', () => (this.gone = true))
    // Its log lines are JSON of its own logger, already free of anything sensitive.
    child.stderr?.on('data', (chunk: Buffer) =>
      logger.debug({ from: 'inference', line: chunk.toString('utf8').trimEnd() }, 'inference log'),
    )
    child.stdout?.resume()
  }

  get pid(): number | undefined {
    return this.child.pid
  }

  send(command: InferenceCommand): void {
    if (!this.gone) this.child.postMessage(command)
  }

  onMessage(listener: (message: unknown) => void): void {
    this.child.on('message', listener)
  }

  onExit(listener: (code: number | null, signal: string | null) => void): void {
    this.child.once('exit', (code) => listener(code, null))
  }

  kill(): void {
    const { pid } = this.child
    if (this.gone || pid === undefined) return
    // UtilityProcess.kill() asks; a process that hangs in native code does not listen.
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      this.child.kill()
    }
  }
}
