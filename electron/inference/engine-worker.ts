import type { Worker } from 'node:worker_threads'
import type { Disposable } from '../base/disposable.ts'
import { UnderstudyError } from '../contract/errors.ts'
import type { MethodParams, MethodValue, WorkerMethods, WorkerReply, WorkerRequest } from './worker-protocol.ts'

interface OpenCall {
  values: unknown[]
  state: 'open' | 'done' | UnderstudyError
  wake: (() => void) | null
}

export interface EngineWorkerOptions {
  /** Told once when the thread is gone without having been disposed. `detail` is for the log. */
  onLost?: (error: UnderstudyError, detail: string, wasLoaded: boolean) => void
}

/** The server thread's half of a worker: typed calls, back-pressure, cancellation. */
export class EngineWorker<M extends WorkerMethods> implements Disposable {
  /** Loaded and warm. Rejects with the worker's own error. */
  readonly ready: Promise<void>
  private readonly calls = new Map<number, OpenCall>()
  private nextId = 1
  private loaded = false
  private lost: UnderstudyError | null = null
  private settleReady!: { resolve: () => void; reject: (error: UnderstudyError) => void }

  constructor(
    private readonly worker: Worker,
    private readonly options: EngineWorkerOptions = {},
  ) {
    this.ready = new Promise((resolve, reject) => (this.settleReady = { resolve, reject }))
    this.ready.catch(() => undefined)
    worker.on('message', (reply: WorkerReply) => this.receive(reply))
    worker.on('error', (error) => this.lose(lostError(error), error.name))
    worker.on('exit', (code) => this.lose(lostError(), `exit ${code}`))
  }

  /** Values as the worker makes them, a bounded number ahead. Leaving the loop cancels the call. */
  async *stream<K extends keyof M & string>(
    method: K,
    params: MethodParams<M[K]>,
    signal?: AbortSignal,
  ): AsyncGenerator<MethodValue<M[K]>, void, undefined> {
    if (this.lost) throw this.lost
    signal?.throwIfAborted()
    const id = this.nextId++
    const call: OpenCall = { values: [], state: 'open', wake: null }
    this.calls.set(id, call)
    const onAbort = (): void => this.settle(call, new UnderstudyError('cancelled', 'The request was cancelled.'))
    signal?.addEventListener('abort', onAbort, { once: true })
    this.post({ type: 'call', id, method, params })
    try {
      for (;;) {
        if (call.state instanceof UnderstudyError) throw call.state
        if (call.values.length > 0) {
          const value = call.values.shift() as MethodValue<M[K]>
          this.post({ type: 'credit', id })
          yield value
        } else if (call.state === 'done') {
          return
        } else {
          await new Promise<void>((resolve) => (call.wake = resolve))
        }
      }
    } finally {
      signal?.removeEventListener('abort', onAbort)
      if (this.calls.delete(id)) this.post({ type: 'cancel', id })
    }
  }

  /** The call's last value. */
  async call<K extends keyof M & string>(method: K, params: MethodParams<M[K]>, signal?: AbortSignal): Promise<MethodValue<M[K]>> {
    let last: MethodValue<M[K]> | undefined
    for await (const value of this.stream(method, params, signal)) last = value
    if (last === undefined) throw new UnderstudyError('internal', 'The engine gave no answer; try again.')
    return last
  }

  dispose(): void {
    this.lose(new UnderstudyError('cancelled', 'The server is closing.'), null)
    void this.worker.terminate()
  }

  private receive(reply: WorkerReply): void {
    if (reply.type === 'ready') {
      this.loaded = true
      return this.settleReady.resolve()
    }
    if (reply.type === 'failed') return this.lose(UnderstudyError.fromShape(reply.error), reply.detail)
    const call = this.calls.get(reply.id)
    if (!call) return
    if (reply.type === 'value') {
      call.values.push(reply.value)
      call.wake?.()
      return
    }
    this.calls.delete(reply.id)
    this.settle(call, reply.type === 'done' ? 'done' : UnderstudyError.fromShape(reply.error))
  }

  private settle(call: OpenCall, state: OpenCall['state']): void {
    if (call.state === 'open') call.state = state
    call.wake?.()
  }

  private lose(error: UnderstudyError, detail: string | null): void {
    if (this.lost) return
    this.lost = error
    this.settleReady.reject(error)
    for (const call of this.calls.values()) this.settle(call, error)
    this.calls.clear()
    if (detail !== null) this.options.onLost?.(error, detail, this.loaded)
  }

  private post(request: WorkerRequest): void {
    if (!this.lost) this.worker.postMessage(request)
  }
}

function lostError(cause?: unknown): UnderstudyError {
  return new UnderstudyError('inference_lost', 'The speech engine stopped unexpectedly; it is being restarted, ask again.', {
    retryable: true,
    cause,
  })
}
