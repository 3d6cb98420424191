import { RealFft } from '../echo/real-fft.ts'

/** Of what was played, compared at a time: 512 ms. */
export const WINDOW_SAMPLES = 8_192
/** Looked for so much sooner and later than expected: 250 ms. */
export const SEARCH_SAMPLES = 4_000
const FFT_SAMPLES = 16_384
const BINS = FFT_SAMPLES / 2 + 1
/** 100 Hz to 7 kHz: what no resampler touches. */
const FIRST_BIN = Math.round((100 / 16_000) * FFT_SAMPLES)
const LAST_BIN = Math.round((7_000 / 16_000) * FFT_SAMPLES)
/** Of the mean: bins with less in them say little about where it lies. */
const FAINT = 0.1

export interface Found {
  /** Samples from the start of what was searched to the start of the copy. */
  lag: number
  /** How far it stands out: the peak over the root mean square of all places. */
  clarity: number
}

/**
 * Finds a digital copy of one sound in another by the phase of their cross spectrum (GCC-PHAT, Knapp and Carter 1976): speech
 * resembles itself a few milliseconds later, its phases don't.
 */
export class CopyFinder {
  private readonly fft = new RealFft(FFT_SAMPLES)
  private readonly frame = new Float32Array(FFT_SAMPLES)
  private readonly re = new Float32Array(BINS)
  private readonly im = new Float32Array(BINS)
  private readonly otherRe = new Float32Array(BINS)
  private readonly otherIm = new Float32Array(BINS)

  /**
   * @param sound `WINDOW_SAMPLES` of it
   * @param searched `WINDOW_SAMPLES + 2 * SEARCH_SAMPLES`
   */
  find(sound: Float32Array, searched: Float32Array): Found {
    const { fft, frame, re, im, otherRe, otherIm } = this
    this.load(sound)
    fft.forward(frame, re, im)
    this.load(searched)
    fft.forward(frame, otherRe, otherIm)
    let mean = 0
    for (let k = FIRST_BIN; k < LAST_BIN; k++) mean += re[k]! ** 2 + im[k]! ** 2
    const faint = (FAINT * mean) / (LAST_BIN - FIRST_BIN)
    for (let k = 0; k < BINS; k++) {
      const crossRe = otherRe[k]! * re[k]! + otherIm[k]! * im[k]!
      const crossIm = otherIm[k]! * re[k]! - otherRe[k]! * im[k]!
      const power = re[k]! ** 2 + im[k]! ** 2
      const weight = k < FIRST_BIN || k >= LAST_BIN ? 0 : power / (power + faint) / (Math.hypot(crossRe, crossIm) + 1e-12)
      re[k] = crossRe * weight
      im[k] = crossIm * weight
    }
    fft.inverse(re, im, frame)
    return highest(frame.subarray(0, 2 * SEARCH_SAMPLES))
  }

  private load(samples: Float32Array): void {
    this.frame.fill(0)
    this.frame.set(samples)
  }
}

function highest(likeness: Float32Array): Found {
  let lag = 0
  let sum = 0
  for (let n = 0; n < likeness.length; n++) {
    sum += likeness[n]! ** 2
    if (likeness[n]! > likeness[lag]!) lag = n
  }
  return { lag, clarity: likeness[lag]! / Math.sqrt(sum / likeness.length + 1e-20) }
}
