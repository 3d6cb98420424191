import { RealFft } from './real-fft.ts'

/** Samples taken at a time, 16 ms at 16 kHz. */
export const BLOCK_SAMPLES = 256
const FFT_SAMPLES = 2 * BLOCK_SAMPLES
export const BIN_COUNT = BLOCK_SAMPLES + 1
/** Delay and reverberation that are covered: 512 ms. */
const PARTITIONS = 32
/** How certain the room of the next block is that of this one: less, and a new room is learned sooner, and a loud one in the first seconds. */
const TRANSITION = 0.99
/** Power of the unknown echo path in each partition before anything was heard. */
const FIRST_GUESS = 0.01
/** Partitions that are freed of cyclic parts with each block; the others wait for their turn. */
const CONSTRAINED_A_BLOCK = 2
const NEAR_SMOOTHING = 0.85
/** Power of digital silence, so that nothing is divided by zero. */
const FLOOR = 1e-6

/**
 * What the microphone hears of the loudspeaker, learned from what is played: a partitioned-block Kalman filter in the
 * frequency domain (Kuech, Mabande and Enzner, ICASSP 2014). Its step follows from how much of the error the room can
 * still explain, so speech over the echo slows it down instead of misleading it.
 */
export class EchoFilter {
  /** The last block of the microphone without the echo that is explained, and that echo. */
  readonly error = new Float32Array(BLOCK_SAMPLES)
  readonly echo = new Float32Array(BLOCK_SAMPLES)
  private readonly fft = new RealFft(FFT_SAMPLES)
  private readonly frame = new Float32Array(FFT_SAMPLES)
  private readonly time = new Float32Array(FFT_SAMPLES)
  /** Spectra of what was played, newest at `head`, and of the path, partition by partition. */
  private readonly playedRe = new Float32Array(PARTITIONS * BIN_COUNT)
  private readonly playedIm = new Float32Array(PARTITIONS * BIN_COUNT)
  private readonly pathRe = new Float32Array(PARTITIONS * BIN_COUNT)
  private readonly pathIm = new Float32Array(PARTITIONS * BIN_COUNT)
  private readonly uncertainty = new Float32Array(PARTITIONS * BIN_COUNT).fill(FIRST_GUESS)
  private readonly near = new Float32Array(BIN_COUNT)
  private readonly re = new Float32Array(BIN_COUNT)
  private readonly im = new Float32Array(BIN_COUNT)
  private readonly expected = new Float32Array(BIN_COUNT)
  /** The path as it was when it last explained what was heard. */
  private readonly kept = { re: new Float32Array(PARTITIONS * BIN_COUNT), im: new Float32Array(PARTITIONS * BIN_COUNT), uncertainty: new Float32Array(PARTITIONS * BIN_COUNT).fill(FIRST_GUESS) }
  private head = 0
  private constrained = 0

  /**
   * @param played what left for the loudspeaker, 256 samples
   * @param heard of the microphone, as many; the results are in `error` and `echo`
   */
  process(played: Float32Array, heard: Float32Array): void {
    this.push(played)
    this.predict()
    for (let n = 0; n < BLOCK_SAMPLES; n++) {
      this.echo[n] = this.time[BLOCK_SAMPLES + n]!
      this.error[n] = heard[n]! - this.echo[n]!
    }
    this.adapt()
  }

  private push(played: Float32Array): void {
    const { frame } = this
    frame.copyWithin(0, BLOCK_SAMPLES)
    frame.set(played, BLOCK_SAMPLES)
    this.head = (this.head + PARTITIONS - 1) % PARTITIONS
    const at = this.head * BIN_COUNT
    this.fft.forward(frame, this.playedRe.subarray(at, at + BIN_COUNT), this.playedIm.subarray(at, at + BIN_COUNT))
  }

  private predict(): void {
    const { re, im, playedRe, playedIm, pathRe, pathIm, uncertainty, expected } = this
    re.fill(0)
    im.fill(0)
    expected.fill(0)
    for (let p = 0; p < PARTITIONS; p++) {
      const path = p * BIN_COUNT
      const played = ((this.head + p) % PARTITIONS) * BIN_COUNT
      for (let k = 0; k < BIN_COUNT; k++) {
        const [xRe, xIm] = [playedRe[played + k]!, playedIm[played + k]!]
        const [hRe, hIm] = [pathRe[path + k]!, pathIm[path + k]!]
        re[k]! += xRe * hRe - xIm * hIm
        im[k]! += xRe * hIm + xIm * hRe
        expected[k]! += (xRe * xRe + xIm * xIm) * uncertainty[path + k]!
      }
    }
    this.fft.inverse(re, im, this.time)
  }

  /** The path explains what is heard: it is worth coming back to. */
  keep(): void {
    this.kept.re.set(this.pathRe)
    this.kept.im.set(this.pathIm)
    this.kept.uncertainty.set(this.uncertainty)
  }

  /**
   * The echo by the path that was kept, in the last block and those to come; of these what is still to be played is missing.
   * @param result a whole number of blocks
   */
  expect(result: Float32Array): void {
    const { re, im, playedRe, playedIm, kept } = this
    for (let block = 0; block * BLOCK_SAMPLES < result.length; block++) {
      re.fill(0)
      im.fill(0)
      for (let p = block; p < PARTITIONS; p++) {
        const path = p * BIN_COUNT
        const played = ((this.head + p - block) % PARTITIONS) * BIN_COUNT
        for (let k = 0; k < BIN_COUNT; k++) {
          const [xRe, xIm] = [playedRe[played + k]!, playedIm[played + k]!]
          const [hRe, hIm] = [kept.re[path + k]!, kept.im[path + k]!]
          re[k]! += xRe * hRe - xIm * hIm
          im[k]! += xRe * hIm + xIm * hRe
        }
      }
      this.fft.inverse(re, im, this.time)
      result.set(this.time.subarray(BLOCK_SAMPLES), block * BLOCK_SAMPLES)
    }
  }

  /** Back to the path that was kept; only that the echo comes so many samples later, sooner where negative. */
  comeBack(laterSamples: number): void {
    const { kept } = this
    const path = new Float32Array(PARTITIONS * BLOCK_SAMPLES)
    for (let p = 0; p < PARTITIONS; p++) {
      const at = p * BIN_COUNT
      this.fft.inverse(kept.re.subarray(at, at + BIN_COUNT), kept.im.subarray(at, at + BIN_COUNT), this.time)
      path.set(this.time.subarray(0, BLOCK_SAMPLES), p * BLOCK_SAMPLES)
    }
    const later = new Float32Array(path.length)
    if (laterSamples >= 0) later.set(path.subarray(0, path.length - laterSamples), laterSamples)
    else later.set(path.subarray(-laterSamples))
    const laterBlocks = Math.round(laterSamples / BLOCK_SAMPLES)
    for (let p = 0; p < PARTITIONS; p++) {
      const at = p * BIN_COUNT
      this.time.fill(0)
      this.time.set(later.subarray(p * BLOCK_SAMPLES, (p + 1) * BLOCK_SAMPLES))
      this.fft.forward(this.time, this.pathRe.subarray(at, at + BIN_COUNT), this.pathIm.subarray(at, at + BIN_COUNT))
      const from = Math.max(0, Math.min(PARTITIONS - 1, p - laterBlocks)) * BIN_COUNT
      this.uncertainty.set(kept.uncertainty.subarray(from, from + BIN_COUNT), at)
    }
    this.keep()
  }

  private adapt(): void {
    const { re, im, time, playedRe, playedIm, pathRe, pathIm, uncertainty, near, expected } = this
    time.fill(0, 0, BLOCK_SAMPLES)
    time.set(this.error, BLOCK_SAMPLES)
    this.fft.forward(time, re, im)
    for (let k = 0; k < BIN_COUNT; k++) {
      near[k] = NEAR_SMOOTHING * near[k]! + (1 - NEAR_SMOOTHING) * (re[k]! * re[k]! + im[k]! * im[k]!)
      // Half of the frame is zeros.
      expected[k] = 1 / (0.5 * expected[k]! + near[k]! + FLOOR)
    }
    const kept = TRANSITION * TRANSITION
    for (let p = 0; p < PARTITIONS; p++) {
      const path = p * BIN_COUNT
      const played = ((this.head + p) % PARTITIONS) * BIN_COUNT
      for (let k = 0; k < BIN_COUNT; k++) {
        const at = path + k
        const [xRe, xIm] = [playedRe[played + k]!, playedIm[played + k]!]
        const step = uncertainty[at]! * expected[k]!
        const hRe = pathRe[at]! + step * (xRe * re[k]! + xIm * im[k]!)
        const hIm = pathIm[at]! + step * (xRe * im[k]! - xIm * re[k]!)
        pathRe[at] = hRe
        pathIm[at] = hIm
        const left = 1 - 0.5 * step * (xRe * xRe + xIm * xIm)
        uncertainty[at] = kept * left * uncertainty[at]! + (1 - kept) * (hRe * hRe + hIm * hIm)
      }
    }
    for (let turn = 0; turn < CONSTRAINED_A_BLOCK; turn++) {
      this.constrain(this.constrained)
      this.constrained = (this.constrained + 1) % PARTITIONS
    }
  }

  /** A partition covers one block of the path: what a product of spectra puts past it is cyclic, and taken out. */
  private constrain(partition: number): void {
    const at = partition * BIN_COUNT
    const re = this.pathRe.subarray(at, at + BIN_COUNT)
    const im = this.pathIm.subarray(at, at + BIN_COUNT)
    this.fft.inverse(re, im, this.time)
    this.time.fill(0, BLOCK_SAMPLES)
    this.fft.forward(this.time, re, im)
  }
}
