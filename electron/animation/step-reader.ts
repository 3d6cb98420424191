import { concat, int16ToFloat } from '../audio/pcm.ts'
import { ARTICULATION_RATE_HZ, STEP_SAMPLES } from './articulator.ts'
import { StepResampler } from './step-resampler.ts'

/** Turns chunks of any size, sample format and rate into whole 20 ms steps at 16 kHz. */
export class StepReader {
  private readonly resampler: StepResampler | null
  private pending: Float32Array = new Float32Array(0)

  constructor(sampleRateHz: number) {
    this.resampler = sampleRateHz === ARTICULATION_RATE_HZ ? null : new StepResampler(sampleRateHz, ARTICULATION_RATE_HZ)
  }

  /** @returns whole steps, one after the other; what is left over waits for the next chunk */
  read(pcm: Int16Array | Float32Array): Float32Array {
    const samples = pcm instanceof Float32Array ? pcm : int16ToFloat(pcm)
    const joined = concat([this.pending, this.resampler?.push(samples) ?? samples])
    const whole = joined.length - (joined.length % STEP_SAMPLES)
    this.pending = joined.slice(whole)
    return joined.subarray(0, whole)
  }

  /** @returns what is left, then silence: whole steps, at least `silenceSteps` of them silent */
  finish(silenceSteps: number): Float32Array {
    const rest = concat([this.pending, this.resampler?.flush() ?? new Float32Array(0)])
    const steps = Math.ceil(rest.length / STEP_SAMPLES) + silenceSteps
    const tail = new Float32Array(steps * STEP_SAMPLES)
    tail.set(rest)
    return tail
  }
}
