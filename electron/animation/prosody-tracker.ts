import { STEP_SAMPLES } from './articulator.ts'

/** What is heard in one 20 ms step. */
export interface Prosody {
  levelDb: number
  /** 0 where the step is unvoiced. */
  f0Hz: number
  speaking: boolean
}

const DECIMATION = 4
const LOW_RATE_HZ = 4_000
const WINDOW = 160
const MIN_LAG = Math.floor(LOW_RATE_HZ / 400)
const MAX_LAG = Math.ceil(LOW_RATE_HZ / 70)
const VOICED_CORRELATION = 0.55
/** Speech stands at least this far above the floor of the recording. */
const SPEECH_ABOVE_FLOOR_DB = 12
const QUIETEST_SPEECH_DB = -58

/** Level, pitch (normalised cross-correlation at 4 kHz) and whether somebody speaks, step by step. */
export class ProsodyTracker {
  private readonly history = new Float32Array(WINDOW + MAX_LAG)
  private floorDb = -70

  /** @param pcm one step of 16 kHz audio */
  step(pcm: Float32Array): Prosody {
    this.history.copyWithin(0, STEP_SAMPLES / DECIMATION)
    const fresh = this.history.length - STEP_SAMPLES / DECIMATION
    let energy = 1e-10
    for (let i = 0; i < STEP_SAMPLES; i += DECIMATION) {
      let sum = 0
      for (let k = 0; k < DECIMATION; k++) {
        const sample = pcm[i + k]!
        sum += sample
        energy += sample * sample
      }
      this.history[fresh + i / DECIMATION] = sum / DECIMATION
    }
    const levelDb = 10 * Math.log10(energy / STEP_SAMPLES)
    this.floorDb = levelDb < this.floorDb ? Math.max(levelDb, -80) : this.floorDb + 0.03
    const speaking = levelDb > Math.max(this.floorDb + SPEECH_ABOVE_FLOOR_DB, QUIETEST_SPEECH_DB)
    return { levelDb, speaking, f0Hz: speaking ? this.pitch() : 0 }
  }

  private pitch(): number {
    const correlations = new Float32Array(MAX_LAG + 2)
    let best = 0
    for (let lag = MIN_LAG; lag <= MAX_LAG; lag++) {
      correlations[lag] = this.correlation(lag)
      best = Math.max(best, correlations[lag]!)
    }
    if (best < VOICED_CORRELATION) return 0
    // The shortest period that is nearly as good: longer ones are its multiples.
    for (let lag = MIN_LAG + 1; lag < MAX_LAG; lag++) {
      const here = correlations[lag]!
      const [before, after] = [correlations[lag - 1]!, correlations[lag + 1]!]
      if (here < 0.9 * best || here < before || here < after) continue
      const curvature = before - 2 * here + after
      const shift = curvature < 0 ? (0.5 * (before - after)) / curvature : 0
      return LOW_RATE_HZ / (lag + shift)
    }
    return 0
  }

  private correlation(lag: number): number {
    let cross = 0
    let now = 1e-9
    let then = 1e-9
    for (let i = MAX_LAG; i < MAX_LAG + WINDOW; i++) {
      const a = this.history[i]!
      const b = this.history[i - lag]!
      cross += a * b
      now += a * a
      then += b * b
    }
    return cross / Math.sqrt(now * then)
  }
}
