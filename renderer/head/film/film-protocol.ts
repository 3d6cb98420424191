import type { ErrorShape } from '../../../electron/contract/errors.ts'
import type { HeadFrame, HeadTier } from '../types.ts'

/** One clip: what a head says, drawn frame by frame and written as WebM. */
export interface FilmRequest {
  /** Folder of head.json, absolute, with a trailing slash. */
  readonly baseUrl: string
  readonly tier: HeadTier
  /** CSS pixels, and device pixels for each of them; as many are drawn as the tier allows. */
  readonly size: { readonly width: number; readonly height: number; readonly pixelRatio: number }
  /** Edges instead of surfaces. */
  readonly wires: boolean
  /** On the clock of the sound. */
  readonly frames: readonly HeadFrame[]
  /** 16-bit mono. */
  readonly pcm: Int16Array
  readonly sampleRateHz: number
  /** Said on every picture. */
  readonly mark: string
}

export type FromFilmWorker =
  | { type: 'progress'; share: number }
  | { type: 'done'; webm: ArrayBuffer }
  | { type: 'failed'; error: ErrorShape }
