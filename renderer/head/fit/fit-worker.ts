import { z } from 'zod'
import { UnderstudyError } from '../../../electron/contract/errors.ts'
import { fitPhotographs } from './fit-photographs.ts'
import type { FitRequest, FromFitWorker } from './fit-protocol.ts'

// Compiled schemas need eval, which the policy of this worker forbids; it allows WebAssembly only.
z.config({ jitless: true })

const post = (message: FromFitWorker): void => postMessage(message)

addEventListener('message', ({ data }: MessageEvent<FitRequest>) => {
  fitPhotographs(data, (share) => post({ type: 'progress', share })).then(
    (outcome) => post({ type: 'done', outcome }),
    (thrown: unknown) => post({ type: 'failed', error: UnderstudyError.from(thrown).toShape() }),
  )
})
