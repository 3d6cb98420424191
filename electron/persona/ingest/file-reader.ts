import type { Worker } from 'node:worker_threads'
import type { Disposable } from '../../base/disposable.ts'
import { spawnWorker } from '../../base/spawn-worker.ts'
import { UnderstudyError } from '../../contract/errors.ts'
import type { IngestReply, IngestRequest } from './ingest-worker.ts'

/** The longest PDFs take some seconds. */
const TIME_LIMIT_MS = 60_000
const MEMORY_LIMIT_MB = 1_024

/**
 * Reads files in a worker thread, one after the other. A file that takes too long or too much memory ends the thread and has
 * a reason; the next gets a new one.
 */
export class FileReader implements Disposable {
  private worker: Worker | null = null
  /** Takes the reply of the file that is being read. */
  private answer: ((reply: IngestReply) => void) | null = null
  private disposed = false

  constructor(private readonly timeLimitMs = TIME_LIMIT_MS) {}

  /** Calls must not overlap. @throws `cancelled` when `signal` aborts; everything else is in the reply */
  read(request: IngestRequest, signal?: AbortSignal): Promise<IngestReply> {
    if (signal?.aborted || this.disposed) return Promise.reject(cancelled())
    const worker = (this.worker ??= this.start())
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', onAbort)
        this.answer = null
      }
      const onAbort = (): void => {
        settle()
        this.end()
        reject(cancelled())
      }
      const timer = setTimeout(() => {
        this.end()
        this.answer?.(failed(`It took longer than ${Math.round(this.timeLimitMs / 1000)} s to read; split it or save it in a simpler format.`))
      }, this.timeLimitMs)
      this.answer = (reply) => {
        settle()
        resolve(reply)
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      worker.postMessage(request)
    })
  }

  dispose(): void {
    this.disposed = true
    this.end()
  }

  private start(): Worker {
    const worker = spawnWorker(new URL('./ingest-worker.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB } })
    const lost = (): void => {
      if (this.worker !== worker) return
      this.worker = null
      this.answer?.(failed('It could not be read: it needs too much memory or breaks the reader; save it in a simpler format.'))
    }
    worker.on('message', (reply: IngestReply) => {
      if (this.worker === worker) this.answer?.(reply)
    })
    worker.on('error', lost)
    worker.on('exit', lost)
    return worker
  }

  private end(): void {
    const worker = this.worker
    this.worker = null
    void worker?.terminate()
  }
}

function failed(reason: string): IngestReply {
  return { ok: false, reason }
}

function cancelled(): UnderstudyError {
  return new UnderstudyError('cancelled', 'Reading the files was cancelled.')
}
