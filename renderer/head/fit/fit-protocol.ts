import type { ErrorShape } from '../../../electron/contract/errors.ts'
import type { DetectorFiles } from './detect/face-detector.ts'

/** One fit, which the worker ends with. URLs are absolute; folders end with a slash. */
export interface FitRequest {
  readonly photos: readonly File[]
  readonly name: string
  readonly headUrl: string
  readonly detector: DetectorFiles
}

/** What came of photographs: the files of a head, or why none could be used. */
export interface FitOutcome {
  readonly files: readonly { readonly name: string; readonly content: Blob }[] | null
  /** Names of the photographs that were used. */
  readonly used: readonly string[]
  readonly refused: readonly { readonly name: string; readonly reason: string }[]
  readonly warnings: readonly string[]
}

export type FromFitWorker =
  | { type: 'progress'; share: number }
  | { type: 'done'; outcome: FitOutcome }
  | { type: 'failed'; error: ErrorShape }
