import { concat, int16ToFloat } from '../audio/pcm.ts'
import { Resampler } from '../audio/resample.ts'
import { ARTICULATION_RATE_HZ, STEP_SAMPLES } from './articulator.ts'

/** Turns chunks of any size, sample format and rate into whole 20 ms steps at 16 kHz. */
export class StepReader {
  private resampler: Resampler | null = null
  private pending: Float32Array = new Float32Array(0)

  constructor(private readonly sampleRateHz: number) {}

  /** @returns whole steps, one after the other; what is left over waits for the next chunk */
  async read(pcm: Int16Array | Float32Array): Promise<Float32Array> {
    this.resampler ??= await Resampler.create(this.sampleRateHz, ARTICULATION_RATE_HZ)
    const samples = pcm instanceof Float32Array ? pcm : int16ToFloat(pcm)
    const pieces = [this.pending]
    for (let start = 0; start < samples.length; start += this.sampleRateHz) {
      pieces.push(this.resampler.push(samples.subarray(start, start + this.sampleRateHz)))
    }
    const joined = concat(pieces)
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

  dispose(): void {
    this.resampler?.dispose()
  }
}
