import { UnderstudyError } from '../../../electron/contract/errors.ts'
import { trustedWorkerUrl } from '../trusted-worker.ts'
import type { FilmRequest, FromFilmWorker } from './film-protocol.ts'
import workerUrl from './film-worker.ts?worker&url'

/**
 * Films a head in a worker of its own, which ends with it.
 * @returns WebM
 * @throws UnderstudyError `cancelled`, `unavailable` when the worker dies, and what filming throws
 */
export function filmInWorker(request: FilmRequest, onProgress: (share: number) => void, signal: AbortSignal): Promise<Uint8Array> {
  const worker = new Worker(trustedWorkerUrl(workerUrl), { type: 'module' })
  const cancelled = (): UnderstudyError => new UnderstudyError('cancelled', 'The clip was not finished.')
  return new Promise<Uint8Array>((resolve, reject) => {
    if (signal.aborted) reject(cancelled())
    signal.addEventListener('abort', () => reject(cancelled()), { once: true })
    worker.onerror = () => reject(new UnderstudyError('unavailable', 'Making the clip was cut off; close other programs and try again.'))
    worker.onmessage = ({ data }: MessageEvent<FromFilmWorker>) => {
      if (data.type === 'progress') onProgress(data.share)
      else if (data.type === 'done') resolve(new Uint8Array(data.webm))
      else reject(UnderstudyError.fromShape(data.error))
    }
    worker.postMessage(request)
  }).finally(() => worker.terminate())
}
