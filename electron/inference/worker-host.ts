import { setImmediate as nextTurn } from 'node:timers/promises'
import { parentPort, type MessagePort } from 'node:worker_threads'
import { UnderstudyError } from '../contract/errors.ts'
import { stackFrames } from './stack-frames.ts'
import { WORKER_WINDOW, type WorkerMethods, type WorkerReply, type WorkerRequest } from './worker-protocol.ts'

/**
 * The worker's half: loads, then serves calls until the thread ends. Calls that come earlier wait.
 * @param load builds the methods; when it fails the server thread is told and every call fails
 */
export function serveWorker(load: () => Promise<WorkerMethods>, port: MessagePort | null = parentPort): void {
  if (!port) throw new UnderstudyError('internal', 'This module runs as a worker thread only.')
  const calls = new Map<number, Call>()
  const methods = load()
  methods.then(
    () => reply({ type: 'ready' }),
    (error: unknown) => reply({ type: 'failed', ...describe(error) }),
  )

  function reply(message: WorkerReply, transfer: ArrayBuffer[] = []): void {
    port!.postMessage(message, transfer)
  }

  async function run(request: WorkerRequest & { type: 'call' }): Promise<void> {
    const call = new Call()
    calls.set(request.id, call)
    try {
      const method = (await methods)[request.method]
      if (!method) throw new UnderstudyError('internal', 'The worker does not know this method.')
      for await (const value of method(request.params as never, { signal: call.controller.signal })) {
        if (call.controller.signal.aborted) break
        reply({ type: 'value', id: request.id, value }, transferables(value))
        // Engines compute without pause: let `cancel` and `credit` messages in.
        await nextTurn()
        await call.spend()
      }
      reply({ type: 'done', id: request.id })
    } catch (error) {
      reply({ type: 'error', id: request.id, ...describe(error) })
    } finally {
      calls.delete(request.id)
    }
  }

  port.on('message', (request: WorkerRequest) => {
    if (request.type === 'call') void run(request)
    else if (request.type === 'credit') calls.get(request.id)?.refill()
    else calls.get(request.id)?.cancel()
  })
}

class Call {
  readonly controller = new AbortController()
  private credit = WORKER_WINDOW
  private onCredit: (() => void) | null = null

  /** Resolves when the next value may be sent. */
  async spend(): Promise<void> {
    this.credit--
    while (this.credit <= 0 && !this.controller.signal.aborted) {
      await new Promise<void>((resolve) => (this.onCredit = resolve))
    }
  }

  refill(): void {
    this.credit++
    this.onCredit?.()
  }

  cancel(): void {
    this.controller.abort()
    this.onCredit?.()
  }
}

/** PCM is handed over, not copied; by itself or beside what belongs to it. */
function transferables(value: unknown): ArrayBuffer[] {
  if (value && typeof value === 'object' && 'pcm' in value) return transferables(value.pcm)
  return ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer && value.byteLength === value.buffer.byteLength ? [value.buffer] : []
}

/** `detail` holds stack frames for the log: the error's own words may quote what somebody said. */
function describe(thrown: unknown): Pick<WorkerReply & { type: 'failed' }, 'error' | 'detail'> {
  return { error: UnderstudyError.from(thrown).toShape(), detail: stackFrames(thrown) }
}
