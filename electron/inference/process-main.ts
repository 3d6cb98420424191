import { monitorEventLoopDelay } from 'node:perf_hooks'
import pino from 'pino'
import { NetworkGate } from '../base/network-gate.ts'
import { UnderstudyError } from '../contract/errors.ts'
import { inferenceCommandSchema, type InferenceCommand, type InferenceReport } from '../contract/inference.ts'
import { serve, type RunningServer } from './serve.ts'
import { stackFrames } from './stack-frames.ts'

/** Entry of the inference process. Its parent is an Electron main process (utility process) or plain Node (fork). */

interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
}

/** Wakes the process this often, also while nobody talks: more often costs a hundredth of a core. */
const LOOP_RESOLUTION_MS = 200
const logger = pino({ name: 'inference' }, pino.destination(2))
const loopDelay = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS })
loopDelay.enable()

const gate = new NetworkGate()
let server: RunningServer | null = null

function report(message: InferenceReport): void {
  const port = (process as { parentPort?: ParentPort }).parentPort
  if (port) port.postMessage(message)
  else process.send?.(message)
}

async function obey(command: InferenceCommand): Promise<void> {
  switch (command.type) {
    case 'start':
      server = await serve({ ...command, logger, onLost: () => process.exit(1) })
      report({ type: 'listening', ...server.address })
      await server.ready
      return report({ type: 'ready' })
    case 'ping':
      report({ type: 'pong', sequence: command.sequence, rssBytes: process.memoryUsage.rss(), loopDelayP95Ms: takeLoopDelayMs() })
      return
    case 'network':
      gate.setOffline(command.offline)
      return
    case 'stop':
      await server?.close()
      // An ordinary exit aborts, loudly, where a worker is still loading a model: onnxruntime does not survive its thread's end.
      process.kill(process.pid, 'SIGKILL')
  }
}

/** Delay beyond the sampling interval, since the last call. */
function takeLoopDelayMs(): number {
  const p95Ms = loopDelay.percentile(95) / 1e6
  loopDelay.reset()
  return Math.max(0, p95Ms - LOOP_RESOLUTION_MS)
}

function receive(message: unknown): void {
  const command = inferenceCommandSchema.safeParse(message)
  if (!command.success) return logger.warn('a message from the parent does not fit the contract')
  obey(command.data).catch((error: unknown) => {
    logger.error({ stack: stackFrames(error) }, 'the inference server failed')
    report({ type: 'failed', error: UnderstudyError.from(error).toShape() })
    // The report has to leave before the process does.
    setTimeout(() => process.exit(1), 50)
  })
}

const parentPort = (process as { parentPort?: ParentPort }).parentPort
if (parentPort) {
  parentPort.on('message', (event) => receive(event.data))
} else {
  process.on('message', receive)
  // The parent is gone, however it went: leave no orphan.
  process.on('disconnect', () => process.exit(0))
}
