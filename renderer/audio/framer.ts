/**
 * Cuts a stream of any rate into frames of fixed length at another rate.
 * Where the rates differ it reads the source at fractional positions through a windowed sinc, low-passed below the lower
 * of the two Nyquist frequencies, so that nothing folds back into the speech band.
 * (Smith, J.O., "Digital Audio Resampling", ccrma.stanford.edu/~jos/resample)
 */
export class Framer {
  private readonly step: number
  private readonly cutoff: number
  private readonly halfTaps: number
  private history: Float32Array = new Float32Array(0)
  /** Where the next sample lies, in source samples from the start of `history`. */
  private position: number
  private frame: Float32Array<ArrayBuffer>
  private filled = 0

  constructor(
    inputRateHz: number,
    outputRateHz: number,
    private readonly frameSamples: number,
    private readonly onFrame: (frame: Float32Array<ArrayBuffer>) => void,
  ) {
    this.step = inputRateHz / outputRateHz
    this.cutoff = Math.min(1, 1 / this.step) * 0.94
    this.halfTaps = this.step === 1 ? 0 : Math.ceil(16 * Math.max(1, this.step))
    this.position = this.halfTaps
    this.history = new Float32Array(this.halfTaps)
    this.frame = new Float32Array(frameSamples)
  }

  push(samples: Float32Array): void {
    if (this.step === 1) {
      for (const sample of samples) this.emit(sample)
      return
    }
    const joined = new Float32Array(this.history.length + samples.length)
    joined.set(this.history)
    joined.set(samples, this.history.length)
    while (this.position + this.halfTaps < joined.length) {
      this.emit(this.read(joined, this.position))
      this.position += this.step
    }
    const keepFrom = Math.max(0, Math.floor(this.position) - this.halfTaps)
    this.history = joined.slice(keepFrom)
    this.position -= keepFrom
  }

  private read(samples: Float32Array, position: number): number {
    const centre = Math.floor(position)
    let sum = 0
    for (let k = centre - this.halfTaps + 1; k <= centre + this.halfTaps; k++) {
      const x = position - k
      const hann = 0.5 + 0.5 * Math.cos((Math.PI * x) / this.halfTaps)
      sum += (samples[k] ?? 0) * sinc(this.cutoff * x) * hann
    }
    return sum * this.cutoff
  }

  private emit(sample: number): void {
    this.frame[this.filled++] = sample
    if (this.filled < this.frameSamples) return
    this.onFrame(this.frame)
    this.frame = new Float32Array(this.frameSamples)
    this.filled = 0
  }
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}
