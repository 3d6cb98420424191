import { BLOCK_SAMPLES } from './echo-filter.ts'
import { RealFft } from './real-fft.ts'

/** Sound that is compared, 64 ms: less, and a voice repeats itself with its pitch; more, and a jump is noticed later. */
const WINDOW_SAMPLES = 4 * BLOCK_SAMPLES
/** Jumps up to this far are found, 64 ms to either side. */
export const AHEAD_BLOCKS = 4
const MOST_SAMPLES = AHEAD_BLOCKS * BLOCK_SAMPLES
const EXPECTED_SAMPLES = WINDOW_SAMPLES + 2 * MOST_SAMPLES
const FFT_SAMPLES = 4096
const EDGE_SAMPLES = WINDOW_SAMPLES / 4
const NOW = EXPECTED_SAMPLES - MOST_SAMPLES
/** How far a correlation is freed of the loud notes of a voice, which repeat themselves with its pitch. */
const WHITENING = 0.8
/** Peak of the correlation over its usual size from which on it is one, and how much less of it there is at no delay. */
const CLEAR = 8
const LESS = 0.6
/** Likeness of the two at that delay, 1 where they are the same. */
const ALIKE = 0.6
/** Found so many times in a row it is certain; the second, whatever it is like, as where the room is only half known. */
const LEAST_TIMES = 2
const SURE_TIMES = 5
/** Lags of one jump, found twice, lie no farther apart; nearer to nothing it is none. */
const SAME_SAMPLES = 3
const LEAST_SAMPLES = 8
const FLOOR = 1e-9

/**
 * Notices that the echo comes sooner or later than it did, all at once, as where a busy machine has lost some sound on its way: what the
 * filter expects is heard, but at another time. A voice over the echo is not like it at any time.
 */
export class DelayWatch {
  private readonly fft = new RealFft(FFT_SAMPLES)
  private readonly heard = new Float32Array(WINDOW_SAMPLES)
  /** What was expected up to now, and from now on. */
  private readonly expected = new Float32Array(EXPECTED_SAMPLES)
  private readonly time = new Float32Array(FFT_SAMPLES)
  private readonly re = new Float32Array(FFT_SAMPLES / 2 + 1)
  private readonly im = new Float32Array(FFT_SAMPLES / 2 + 1)
  private readonly otherRe = new Float32Array(FFT_SAMPLES / 2 + 1)
  private readonly otherIm = new Float32Array(FFT_SAMPLES / 2 + 1)
  private lag = 0
  /** So many times in a row the same was found. */
  private times = 0
  /** What is heard now is like the echo at another time. */
  isElsewhere = false

  /** The next block of the microphone, and the echo that was expected in it. */
  push(heard: Float32Array, echo: Float32Array): void {
    this.heard.copyWithin(0, BLOCK_SAMPLES)
    this.heard.set(heard, WINDOW_SAMPLES - BLOCK_SAMPLES)
    this.expected.copyWithin(0, BLOCK_SAMPLES, NOW)
    this.expected.set(echo, NOW - BLOCK_SAMPLES)
  }

  /** Nothing is in doubt. */
  rest(): void {
    this.times = 0
    this.isElsewhere = false
  }

  /**
   * @param expected the echo of the last block and of the next 64 ms, as far as it was played already
   * @returns samples by which the echo comes later than it did, or sooner where negative, once that is certain; otherwise 0
   */
  look(expected: Float32Array): number {
    this.expected.set(expected, NOW - BLOCK_SAMPLES)
    this.load(this.heard, this.re, this.im)
    this.load(this.expected, this.otherRe, this.otherIm)
    for (let k = 0; k < this.re.length; k++) {
      const [aRe, aIm, bRe, bIm] = [this.re[k]!, this.im[k]!, this.otherRe[k]!, this.otherIm[k]!]
      const re = aRe * bRe + aIm * bIm
      const im = aRe * bIm - aIm * bRe
      const weight = (re * re + im * im + FLOOR) ** (-WHITENING / 2)
      this.re[k] = re * weight
      this.im[k] = im * weight
    }
    this.fft.inverse(this.re, this.im, this.time)
    const lag = this.best()
    const isSame = lag !== 0 && Math.abs(lag - this.lag) <= SAME_SAMPLES
    this.times = lag === 0 ? 0 : isSame ? this.times + 1 : 1
    this.lag = lag
    this.isElsewhere = lag !== 0 && (this.likeness(lag) >= ALIKE || this.times >= SURE_TIMES)
    if (!this.isElsewhere || this.times < LEAST_TIMES) return 0
    this.times = 0
    return lag
  }

  /** At `shift` the window lies on the expected sound from there on. */
  private best(): number {
    let [best, bestShift, here, sum] = [0, MOST_SAMPLES, 0, 0]
    for (let shift = 0; shift <= 2 * MOST_SAMPLES; shift++) {
      const value = this.time[shift]!
      if (value > best) [best, bestShift] = [value, shift]
      if (Math.abs(shift - MOST_SAMPLES) < LEAST_SAMPLES) here = Math.max(here, value)
      sum += value * value
    }
    const usual = Math.sqrt(sum / (2 * MOST_SAMPLES + 1)) + FLOOR
    const lag = MOST_SAMPLES - bestShift
    const isPeak = best >= CLEAR * usual && here <= LESS * best && Math.abs(lag) >= LEAST_SAMPLES
    return isPeak ? lag : 0
  }

  private likeness(lag: number): number {
    const shift = MOST_SAMPLES - lag
    let [both, heard, expected] = [0, FLOOR, FLOOR]
    for (let n = 0; n < WINDOW_SAMPLES; n++) {
      const [a, b] = [this.heard[n]!, this.expected[shift + n]!]
      both += a * b
      heard += a * a
      expected += b * b
    }
    return both / Math.sqrt(heard * expected)
  }

  /** Without hard edges, which would be like each other. */
  private load(sound: Float32Array, re: Float32Array, im: Float32Array): void {
    this.time.fill(0)
    this.time.set(sound)
    for (let n = 0; n < EDGE_SAMPLES; n++) {
      const gain = Math.sin((Math.PI / 2) * ((n + 0.5) / EDGE_SAMPLES)) ** 2
      this.time[n]! *= gain
      this.time[sound.length - 1 - n]! *= gain
    }
    this.fft.forward(this.time, re, im)
  }
}
