import { CAPTURE_FRAME_SAMPLES, CAPTURE_SAMPLE_RATE_HZ } from '../contract/audio.ts'

const LOWEST_HZ = 65
const HIGHEST_HZ = 400
/** Every second sample is enough for a fundamental, at a quarter of the work. */
const STEP = 2
const RATE_HZ = CAPTURE_SAMPLE_RATE_HZ / STEP
const WINDOW = (2 * CAPTURE_FRAME_SAMPLES) / STEP
const SHORTEST_LAG = Math.floor(RATE_HZ / HIGHEST_HZ)
const LONGEST_LAG = Math.ceil(RATE_HZ / LOWEST_HZ)
/** Correlation at a period's distance from which on a frame is voiced. */
const VOICED = 0.6
/** Share of the best correlation at which a shorter period is believed: its multiples correlate as well. */
const SHORTER_SHARE = 0.9
/** Quieter is no voice: about −60 dBFS. */
const LEAST_POWER = 1e-6

/**
 * Fundamental frequency of a voice, frame by frame, by normalised autocorrelation over the last 64 ms.
 * (Boersma 1993, «Accurate short-term analysis of the fundamental frequency», the correlation only.)
 */
export class PitchTracker {
  private readonly window = new Float32Array(WINDOW)
  private readonly squares = new Float64Array(WINDOW + 1)

  /** @param frame 512 samples at 16 kHz @returns Hz, or null where the frame is not voiced */
  push(frame: Float32Array): number | null {
    const { window } = this
    window.copyWithin(0, WINDOW / 2)
    for (let i = 0; i < WINDOW / 2; i++) window[WINDOW / 2 + i] = ((frame[2 * i] ?? 0) + (frame[2 * i + 1] ?? 0)) / STEP
    this.squares[0] = 0
    for (let i = 0; i < WINDOW; i++) this.squares[i + 1] = this.squares[i]! + window[i]! ** 2
    if (this.squares[WINDOW]! / WINDOW < LEAST_POWER) return null
    const correlations = new Float64Array(LONGEST_LAG + 1)
    let best = 0
    for (let lag = SHORTEST_LAG; lag <= LONGEST_LAG; lag++) {
      correlations[lag] = this.correlation(lag)
      best = Math.max(best, correlations[lag]!)
    }
    if (best < VOICED) return null
    for (let lag = SHORTEST_LAG + 1; lag < LONGEST_LAG; lag++) {
      const here = correlations[lag]!
      if (here < best * SHORTER_SHARE || here < correlations[lag - 1]! || here < correlations[lag + 1]!) continue
      return RATE_HZ / (lag + vertex(correlations[lag - 1]!, here, correlations[lag + 1]!))
    }
    return null
  }

  reset(): void {
    this.window.fill(0)
  }

  private correlation(lag: number): number {
    const length = WINDOW - lag
    let product = 0
    for (let i = 0; i < length; i++) product += this.window[i]! * this.window[i + lag]!
    const energy = this.squares[length]! * (this.squares[WINDOW]! - this.squares[lag]!)
    return energy <= 0 ? 0 : product / Math.sqrt(energy)
  }
}

/** Where between −½ and ½ the parabola through three neighbours has its top. */
function vertex(before: number, here: number, after: number): number {
  const bend = before - 2 * here + after
  return bend === 0 ? 0 : Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend)))
}
