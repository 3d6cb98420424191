import { COEFFICIENT_COUNT, COEFFICIENT_INDEX } from '../contract/coefficients.ts'
import { STEP_SAMPLES, type Articulator } from './articulator.ts'

/** Opens the jaw with loudness, rounds where the sound is dark and spreads where it is bright. */
export class BandArticulator implements Articulator {
  private low = 0
  private loudestDb = -30

  async articulate(pcm: Float32Array): Promise<Float32Array[]> {
    const steps: Float32Array[] = []
    for (let start = 0; start < pcm.length; start += STEP_SAMPLES) {
      steps.push(this.step(pcm.subarray(start, start + STEP_SAMPLES)))
    }
    return steps
  }

  private step(pcm: Float32Array): Float32Array {
    let whole = 1e-9
    let dark = 0
    for (const sample of pcm) {
      this.low += 0.25 * (sample - this.low)
      whole += sample * sample
      dark += this.low * this.low
    }
    const levelDb = 10 * Math.log10(whole / STEP_SAMPLES)
    this.loudestDb = Math.max(-40, this.loudestDb - 0.02, levelDb)
    const loudness = Math.min(1, Math.max(0, (levelDb - this.loudestDb + 30) / 30))
    const darkness = Math.min(1, dark / whole)
    const coefficients = new Float32Array(COEFFICIENT_COUNT)
    coefficients[COEFFICIENT_INDEX.jawOpen] = 0.55 * loudness * (0.4 + 0.6 * darkness)
    coefficients[COEFFICIENT_INDEX.mouthFunnel] = 0.25 * loudness * Math.max(0, darkness - 0.6)
    coefficients[COEFFICIENT_INDEX.mouthStretchLeft] = 0.25 * loudness * (1 - darkness)
    coefficients[COEFFICIENT_INDEX.mouthStretchRight] = 0.25 * loudness * (1 - darkness)
    return coefficients
  }
}
