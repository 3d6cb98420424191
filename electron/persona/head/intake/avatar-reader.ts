import type { Worker } from 'node:worker_threads'
import type { Disposable } from '../../../base/disposable.ts'
import { spawnWorker } from '../../../base/spawn-worker.ts'
import type { HeadReport } from '../../../contract/avatar.ts'
import { UnderstudyError } from '../../../contract/errors.ts'
import type { AvatarReply, AvatarRequest } from './avatar-worker.ts'

/** The largest models that are allowed take some seconds. */
const TIME_LIMIT_MS = 90_000
const MEMORY_LIMIT_MB = 2_048

/** Reads avatars, each in a worker thread of its own, which ends with the reading. */
export class AvatarReader implements Disposable {
  private readonly running = new Set<(error: UnderstudyError) => void>()

  constructor(
    private readonly timeLimitMs = TIME_LIMIT_MS,
    private readonly spawn: () => Worker = () => spawnWorker(new URL('./avatar-worker.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB } }),
  ) {}

  /** @throws what is wrong with the file; `too_large` when it takes too long, `persona_invalid` when it ends the thread, `cancelled` */
  read(request: AvatarRequest, signal?: AbortSignal): Promise<HeadReport> {
    if (signal?.aborted) return Promise.reject(cancelled())
    const worker = this.spawn()
    return new Promise<HeadReport>((resolve, reject) => {
      const settle = (outcome: () => void): void => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', onAbort)
        this.running.delete(fail)
        outcome()
        void worker.terminate()
      }
      const fail = (error: UnderstudyError): void => settle(() => reject(error))
      const onAbort = (): void => fail(cancelled())
      const lost = (): void => fail(new UnderstudyError('persona_invalid', 'The file could not be read: it needs too much memory or breaks the reader; reduce the model and export it again.'))
      const timer = setTimeout(() => {
        fail(new UnderstudyError('too_large', `The file took longer than ${Math.round(this.timeLimitMs / 1000)} s to read; reduce the model and export it again.`))
      }, this.timeLimitMs)
      this.running.add(fail)
      signal?.addEventListener('abort', onAbort, { once: true })
      worker.on('message', (reply: AvatarReply) => {
        settle(() => (reply.ok ? resolve(reply.report) : reject(UnderstudyError.fromShape(reply.error))))
      })
      worker.on('error', lost)
      worker.on('exit', lost)
      worker.postMessage(request)
    })
  }

  /** Ends what is being read. */
  dispose(): void {
    for (const fail of [...this.running]) fail(cancelled())
  }
}

function cancelled(): UnderstudyError {
  return new UnderstudyError('cancelled', 'Reading the file was cancelled.')
}
