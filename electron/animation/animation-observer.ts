import type { ErrorCode } from '../contract/errors.ts'

/** How a stream ended: `done`, or why not. */
export type StreamOutcome = 'done' | ErrorCode

/** Is told what a session does; nothing of what is said. */
export interface AnimationObserver {
  opened(): void
  /** A piece of sound became frames. */
  animated(piece: {
    frames: number
    audioMs: number
    computingMs: number
    /** From the arrival of the chunk to handing its frames over. */
    latencyMs: number
    /** From the arrival of the first chunk, with the first frame only. */
    firstFrameMs: number | null
  }): void
  closed(stream: { outcome: StreamOutcome; clamped: number; audioMs: number; computingMs: number }): void
}
