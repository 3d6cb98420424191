import type { ErrorShape } from '../../electron/contract/errors.ts'
import type { Inspection, StillPose } from './head.ts'
import type { DrawnFrame, HeadFrame, HeadState, HeadStats, HeadTier } from './types.ts'

/** Wall times in messages are `performance.timeOrigin + performance.now()`: the one clock page and worker share. */
export type ToWorker =
  | { type: 'create'; canvas: OffscreenCanvas; baseUrl: string; tier: 'auto' | HeadTier; seed: number; width: number; height: number; pixelRatio: number }
  | { type: 'size'; width: number; height: number; pixelRatio: number }
  | { type: 'frames'; frames: readonly HeadFrame[] }
  | { type: 'clock'; positionS: number | null; atMs: number }
  | { type: 'state'; state: HeadState }
  | { type: 'flush' }
  | { type: 'visible'; visible: boolean }
  | { type: 'tier'; tier: 'auto' | HeadTier }
  | { type: 'still'; pose: StillPose | null }
  /** Whoever measures asks for every frame that is drawn (e2e/bench/sync); the app never does. */
  | { type: 'trace'; on: boolean }
  | { type: 'inspect'; inspection: Inspection | null }
  | { type: 'dispose' }

export type FromWorker =
  | { type: 'ready' }
  | { type: 'failed'; error: ErrorShape }
  | { type: 'status'; stats: HeadStats; coefficients: Float32Array }
  | { type: 'trace'; frames: readonly DrawnFrame[] }
  | { type: 'tier'; tier: HeadTier }
  | { type: 'contextlost' }
  | { type: 'contextrestored' }
  | { type: 'error'; error: ErrorShape }
