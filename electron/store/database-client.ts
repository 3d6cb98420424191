import type { Worker } from 'node:worker_threads'
import { spawnWorker } from '../base/spawn-worker.ts'
import { UnderstudyError, type ErrorShape } from '../contract/errors.ts'
import type { DatabaseName, DatabaseOf } from './databases.ts'

export interface StoreWorkerData {
  name: DatabaseName
  path: string
  encryptionKey?: string | undefined
}
export interface StoreRequest {
  id: number
  method: string
  args: unknown[]
}
export type StoreResponse = { id: number; ok: true; value: unknown } | { id: number; ok: false; error: ErrorShape }

export interface StoreOptions {
  path: string
  encryptionKey?: string | undefined
}

type MethodName<D> = { [K in keyof D]: D[K] extends (...args: never[]) => unknown ? K : never }[keyof D] & string
type ArgumentsOf<F> = F extends (...args: infer A) => unknown ? A : never
type ResultOf<F> = F extends (...args: never[]) => infer R ? R : never

interface Pending {
  resolve(value: unknown): void
  reject(error: UnderstudyError): void
}

/**
 * One database behind a worker thread, so that no write ever holds the caller's event loop. Calls are served in
 * order; each rejects with an UnderstudyError of its own. Arguments are copied, the caller keeps its buffers.
 */
export class DatabaseClient<Name extends DatabaseName> {
  private readonly worker: Worker
  private readonly pending = new Map<number, Pending>()
  private nextId = 1
  private closed = false

  /** @param closedMessage what a caller is told once the thread is gone. */
  constructor(
    name: Name,
    options: StoreOptions,
    private readonly closedMessage: string,
  ) {
    this.worker = spawnWorker(new URL('./store-worker.ts', import.meta.url), { workerData: { name, ...options } satisfies StoreWorkerData })
    this.worker.on('message', (response: StoreResponse) => this.settle(response))
    this.worker.on('error', (cause) => this.failAll(cause))
    this.worker.on('exit', () => this.failAll(undefined))
  }

  call<M extends MethodName<DatabaseOf<Name>>>(method: M, ...args: ArgumentsOf<DatabaseOf<Name>[M]>): Promise<ResultOf<DatabaseOf<Name>[M]>> {
    if (this.closed) return Promise.reject(this.lost())
    const id = this.nextId++
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve: resolve as (value: unknown) => void, reject })
      this.worker.postMessage({ id, method, args } satisfies StoreRequest)
    })
  }

  /** Writes what is queued, closes the file and ends the thread. */
  async dispose(): Promise<void> {
    if (this.closed) return
    const closing = new Promise((resolve, reject) => {
      const id = this.nextId++
      this.pending.set(id, { resolve, reject })
      this.worker.postMessage({ id, method: 'close', args: [] } satisfies StoreRequest)
    })
    await closing.catch(() => undefined)
    this.closed = true
    await this.worker.terminate()
  }

  private settle(response: StoreResponse): void {
    const waiting = this.pending.get(response.id)
    this.pending.delete(response.id)
    if (response.ok) waiting?.resolve(response.value)
    else waiting?.reject(UnderstudyError.fromShape(response.error))
  }

  private failAll(cause: unknown): void {
    this.closed = true
    for (const waiting of this.pending.values()) waiting.reject(this.lost(cause))
    this.pending.clear()
  }

  private lost(cause?: unknown): UnderstudyError {
    return new UnderstudyError('store_unavailable', this.closedMessage, { cause })
  }
}
