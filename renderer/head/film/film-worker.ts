import { z } from 'zod'
import { UnderstudyError } from '../../../electron/contract/errors.ts'
import { filmHead } from './film-head.ts'
import type { FilmRequest, FromFilmWorker } from './film-protocol.ts'

// Compiled schemas need eval, which the page's policy forbids to its workers too.
z.config({ jitless: true })

const post = (message: FromFilmWorker, transfer: Transferable[] = []): void => postMessage(message, { transfer })

addEventListener('message', ({ data }: MessageEvent<FilmRequest>) => {
  filmHead(data, (share) => post({ type: 'progress', share })).then(
    (webm) => post({ type: 'done', webm }, [webm]),
    (thrown: unknown) => post({ type: 'failed', error: UnderstudyError.from(thrown).toShape() }),
  )
})
