/**
 * Web Audio's AnalyserNode for a recording: Blackman window, smoothing over time, decibels as bytes. Every reading is
 * one of a display frame.
 */
export class SpectrumAnalyser {
  fftSize = 2048
  smoothingTimeConstant = 0.8
  minDecibels = -100
  maxDecibels = -30
  private smoothed = new Float64Array(0)

  /** @param nowS the moment up to which the recording has been heard */
  constructor(
    private readonly samples: Float32Array,
    private readonly sampleRateHz: number,
    private readonly nowS: () => number,
  ) {}

  get frequencyBinCount(): number {
    return this.fftSize / 2
  }

  getByteFrequencyData(bytes: Uint8Array): void {
    if (this.smoothed.length !== this.frequencyBinCount) this.smoothed = new Float64Array(this.frequencyBinCount)
    const size = this.fftSize
    const end = Math.round(this.nowS() * this.sampleRateHz)
    const real = new Float64Array(size)
    for (let n = 0; n < size; n++) {
      const phase = (2 * Math.PI * n) / size
      real[n] = (this.samples[end - size + n] ?? 0) * (0.42 - 0.5 * Math.cos(phase) + 0.08 * Math.cos(2 * phase))
    }
    const imaginary = new Float64Array(size)
    transform(real, imaginary)
    for (let k = 0; k < bytes.length; k++) {
      const magnitude = Math.hypot(real[k]!, imaginary[k]!) / size
      this.smoothed[k] = this.smoothingTimeConstant * this.smoothed[k]! + (1 - this.smoothingTimeConstant) * magnitude
      const decibels = 20 * Math.log10(this.smoothed[k]! + 1e-20)
      bytes[k] = Math.min(255, Math.max(0, Math.floor((255 / (this.maxDecibels - this.minDecibels)) * (decibels - this.minDecibels))))
    }
  }
}

/** In place, radix 2. */
function transform(real: Float64Array, imaginary: Float64Array): void {
  const size = real.length
  for (let i = 1, j = 0; i < size; i++) {
    let bit = size >> 1
    for (; j & bit; bit >>= 1) j ^= bit
    j ^= bit
    if (i < j) {
      ;[real[i], real[j]] = [real[j]!, real[i]!]
      ;[imaginary[i], imaginary[j]] = [imaginary[j]!, imaginary[i]!]
    }
  }
  for (let length = 2; length <= size; length *= 2) {
    for (let k = 0; k < length / 2; k++) {
      const [c, s] = [Math.cos((-2 * Math.PI * k) / length), Math.sin((-2 * Math.PI * k) / length)]
      for (let start = k; start < size; start += length) {
        const other = start + length / 2
        const re = real[other]! * c - imaginary[other]! * s
        const im = real[other]! * s + imaginary[other]! * c
        real[other] = real[start]! - re
        imaginary[other] = imaginary[start]! - im
        real[start]! += re
        imaginary[start]! += im
      }
    }
  }
}
