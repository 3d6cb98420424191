import type { Worker } from 'node:worker_threads'
import type { Disposable } from '../../base/disposable.ts'
import { spawnWorker } from '../../base/spawn-worker.ts'
import { UnderstudyError } from '../../contract/errors.ts'
import type { IngestReply, IngestRequest } from './ingest-worker.ts'

/** The longest PDFs take some seconds. */
const TIME_LIMIT_MS = 60_000
const MEMORY_LIMIT_MB = 1_024

/** Reads files in a worker thread, one after the other. A file that takes too long or too much memory ends the thread and has a reason; the next gets a new one. */
export class FileReader implements Disposable {
  private worker: Worker | null = null
  private disposed = false

  constructor(private readonly timeLimitMs = TIME_LIMIT_MS) {}

  /** @throws `cancelled` when `signal` aborts; everything else is in the reply */
  read(request: IngestRequest, signal?: AbortSignal): Promise<IngestReply> {
    if (signal?.aborted || this.disposed) return Promise.reject(cancelled())
    const worker = (this.worker ??= spawnWorker(new URL('./ingest-worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB },
    }))
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(timer)
        worker.removeAllListeners()
        // What the end of the thread still reports concerns nobody.
        worker.on('error', () => undefined)
        signal?.removeEventListener('abort', onAbort)
        act()
      }
      const give = (reply: IngestReply): void => settle(() => resolve(reply))
      const onAbort = (): void =>
        settle(() => {
          this.end()
          reject(cancelled())
        })
      const timer = setTimeout(() => {
        this.end()
        give({ ok: false, reason: `It took longer than ${Math.round(this.timeLimitMs / 1000)} s to read; split it or save it in a simpler format.` })
      }, this.timeLimitMs)
      worker.on('message', (reply: IngestReply) => give(reply))
      worker.on('error', () => {
        this.worker = null
        give({ ok: false, reason: 'It could not be read: it needs too much memory or breaks the reader; save it in a simpler format.' })
      })
      worker.on('exit', () => {
        this.worker = null
        give({ ok: false, reason: 'It could not be read: its reader ended; save it in a simpler format.' })
      })
      signal?.addEventListener('abort', onAbort, { once: true })
      worker.postMessage(request)
    })
  }

  dispose(): void {
    this.disposed = true
    this.end()
  }

  private end(): void {
    void this.worker?.terminate()
    this.worker = null
  }
}

function cancelled(): UnderstudyError {
  return new UnderstudyError('cancelled', 'Reading the files was cancelled.')
}
