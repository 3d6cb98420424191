import type { Worker } from 'node:worker_threads'
import { spawnWorker } from '../base/spawn-worker.ts'
import { UnderstudyError, type ErrorShape } from '../contract/errors.ts'
import type { TurnRecord } from '../contract/turn.ts'
import type { ListQuery, Recording, RecordingPart, TurnDatabase } from './turn-database.ts'

export interface StoreRequest {
  id: number
  method: Exclude<keyof TurnDatabase, 'db'>
  args: unknown[]
}
export type StoreResponse = { id: number; ok: true; value: unknown } | { id: number; ok: false; error: ErrorShape }

interface Pending {
  resolve(value: unknown): void
  reject(error: UnderstudyError): void
}

/**
 * Turns with sound, frames, sources and trace, kept in libsql behind a worker thread, so that no write ever holds
 * the caller's event loop. Calls are served in order; each rejects with an UnderstudyError of its own.
 */
export class TurnStore {
  private readonly worker: Worker
  private readonly pending = new Map<number, Pending>()
  private nextId = 1
  private closed = false

  constructor(options: { path: string; encryptionKey?: string | undefined }) {
    this.worker = spawnWorker(new URL('./store-worker.ts', import.meta.url), { workerData: options })
    this.worker.on('message', (response: StoreResponse) => this.settle(response))
    this.worker.on('error', (cause) => this.failAll(cause))
    this.worker.on('exit', () => this.failAll(undefined))
  }

  /** Rejects when the database cannot be opened; nothing was changed then. */
  async ready(): Promise<void> {
    await this.call('list', [{ limit: 1 }])
  }

  begin(record: TurnRecord): Promise<void> {
    return this.call('begin', [record])
  }

  update(record: TurnRecord, closed: boolean): Promise<void> {
    return this.call('update', [record, closed])
  }

  /** `pcm` is copied, the caller keeps its buffer. */
  appendSound(turnId: string, part: RecordingPart, sampleRateHz: number, pcm: Int16Array): Promise<void> {
    return this.call('appendSound', [turnId, part, sampleRateHz, pcm])
  }

  appendFrames(turnId: string, packed: Uint8Array): Promise<void> {
    return this.call('appendFrames', [turnId, packed])
  }

  list(query: ListQuery = {}): Promise<TurnRecord[]> {
    return this.call('list', [query])
  }

  get(id: string): Promise<TurnRecord> {
    return this.call('get', [id])
  }

  recording(id: string, part: RecordingPart): Promise<Recording> {
    return this.call('recording', [id, part])
  }

  delete(id: string): Promise<void> {
    return this.call('delete', [id])
  }

  restore(id: string): Promise<void> {
    return this.call('restore', [id])
  }

  /** Writes what is queued, closes the file and ends the thread. */
  async dispose(): Promise<void> {
    if (this.closed) return
    await this.call('close', []).catch(() => undefined)
    this.closed = true
    await this.worker.terminate()
  }

  private call<T>(method: StoreRequest['method'], args: unknown[]): Promise<T> {
    if (this.closed) return Promise.reject(lost())
    const id = this.nextId++
    return new Promise<T>((resolve, reject) => {
      this.pending.set(id, { resolve: resolve as (value: unknown) => void, reject })
      this.worker.postMessage({ id, method, args } satisfies StoreRequest)
    })
  }

  private settle(response: StoreResponse): void {
    const waiting = this.pending.get(response.id)
    this.pending.delete(response.id)
    if (response.ok) waiting?.resolve(response.value)
    else waiting?.reject(UnderstudyError.fromShape(response.error))
  }

  private failAll(cause: unknown): void {
    this.closed = true
    for (const waiting of this.pending.values()) waiting.reject(lost(cause))
    this.pending.clear()
  }
}

function lost(cause?: unknown): UnderstudyError {
  return new UnderstudyError('store_unavailable', 'The conversation history is closed; restart Understudy to keep turns again.', {
    cause,
  })
}
