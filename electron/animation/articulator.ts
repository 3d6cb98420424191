import type { TimedPhone } from './metric/score-face.ts'

/** Audio rate of every articulator. */
export const ARTICULATION_RATE_HZ = 16_000
/** Samples per step: 20 ms. */
export const STEP_SAMPLES = 320
export const STEP_S = STEP_SAMPLES / ARTICULATION_RATE_HZ

/**
 * From sound to the coefficients of mouth, jaw and tongue, step by step; holds the state of one stream.
 * Step `n` shows the moment `(n + 1) · 20 ms − look-ahead` of the audio.
 */
export interface Articulator {
  /** Phones of the stream's sound, before it comes; an articulator that has no use for them leaves this out. */
  expect?(phones: readonly TimedPhone[]): void
  /**
   * @param pcm 16 kHz, −1…1, a whole number of steps
   * @returns one array of 52 coefficients (canonical order, not yet clamped) a step
   */
  articulate(pcm: Float32Array): Promise<Float32Array[]>
}
