import { UnderstudyError } from '../../../electron/contract/errors.ts'
import { trustedWorkerUrl } from '../trusted-worker.ts'
import type { FitOutcome, FitRequest, FromFitWorker } from './fit-protocol.ts'
import workerUrl from './fit-worker.ts?worker&url'

/** The shipped head, and where the build lays the detector's files (electron.vite.config.ts). */
const HEAD = 'head/'
const DETECTOR = 'detector/'

/**
 * Fits a head to photographs in a worker of its own, which ends with it.
 * @throws UnderstudyError `cancelled`, `unavailable` when the worker dies, and what fitting throws
 */
export function fitInWorker(photos: readonly File[], name: string, onProgress: (share: number) => void, signal: AbortSignal): Promise<FitOutcome> {
  const worker = new Worker(trustedWorkerUrl(workerUrl), { type: 'module' })
  const cancelled = (): UnderstudyError => new UnderstudyError('cancelled', 'The face was not finished.')
  return new Promise<FitOutcome>((resolve, reject) => {
    if (signal.aborted) reject(cancelled())
    signal.addEventListener('abort', () => reject(cancelled()), { once: true })
    worker.onerror = () => reject(new UnderstudyError('unavailable', 'Making the face was cut off; close other programs and try again.'))
    worker.onmessage = ({ data }: MessageEvent<FromFitWorker>) => {
      if (data.type === 'progress') onProgress(data.share)
      else if (data.type === 'done') resolve(data.outcome)
      else reject(UnderstudyError.fromShape(data.error))
    }
    const url = (folder: string): string => new URL(folder, document.baseURI).href
    const request: FitRequest = { photos, name, headUrl: url(HEAD), detector: { modelsUrl: url(DETECTOR), wasmUrl: url(DETECTOR) } }
    worker.postMessage(request)
  }).finally(() => worker.terminate())
}
