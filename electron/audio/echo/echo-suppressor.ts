import { BIN_COUNT, BLOCK_SAMPLES } from './echo-filter.ts'
import { RealFft } from './real-fft.ts'

const FFT_SAMPLES = 2 * BLOCK_SAMPLES
/** First bins of the bands, 31.25 Hz each: 94 Hz to 7 kHz, wider upwards as in hearing. */
const EDGES = [3, 5, 7, 9, 11, 14, 17, 21, 25, 30, 36, 43, 51, 61, 73, 88, 106, 128, 155, 188, 224]
const BANDS = EDGES.length - 1
const SILENCE_DB = -90
/** Decay of what has been played in a room with a reverberation time of 0.44 s, dB a block. */
const ECHO_FALL_DB = 2.2
/**
 * How what is left of the echo is followed, as shares of the difference a block: quickly down, slowly up. It comes to rest where
 * the louder blocks are.
 */
const FALL = 0.25
const RISE = 0.05
const MOST_STEP_DB = 12
/** Of the mean deviation. */
const DEVIATION_RATE = 0.03
const MOST_DEVIATION_DB = 20
/** Decay of what has been played where only its level counts: it may be half a second until it is heard, dB a block. */
const PLAYED_FALL_DB = 0.5
const PLAYED_DB = -50
const FIRST_COUPLING_DB = 0
/** How the coupling is followed, as shares of the difference a block: it comes to rest where the loudest blocks are. */
const COUPLING_RISE = 0.1
const COUPLING_FALL = 0.005
const UNSTEADY_MARGIN_DB = 4
/** Before anything was learned: a filter that knows nothing yet explains little of what is there. */
const FIRST_LEAK_DB = 20
/** Somebody speaks: next to nothing can be learned of the echo. */
const NEAR_SLOWDOWN = 0.1
const FIRST_NOISE_DB = -20
const NOISE_FALL_DB = 1
const NOISE_RISE_DB = 0.03
/** Over the quietest, noise is not yet sound. */
const NOISE_MARGIN_DB = 6
/** What is softer than this in a band is nobody at the machine, be the room ever so quiet. */
const INAUDIBLE_DB = -60
const MOST_EXCESS_DB = 20
const OVERSUBTRACTION = 1.5
const LEAST_GAIN = 0.01
const OPENING = 0.7
const CLOSING = 0.5

/**
 * What a filter leaves of the echo: expected band by band from the echo that it explains and from how much was left so
 * far, taken out of the sound, and compared with what is there. Where the way of the sound is unsteady, and a filter is always
 * behind it, from the level of what was played as well.
 */
export class EchoSuppressor {
  /** The block before the last one, freed of echo: it lags by one block, 16 ms. */
  readonly cleaned = new Float32Array(BLOCK_SAMPLES)
  /** What is heard over the expected echo and the noise of the room: mean over the bands, dB, 0…20. */
  excessDb = 0
  private readonly fft = new RealFft(FFT_SAMPLES)
  private readonly window = Float32Array.from({ length: FFT_SAMPLES }, (_, n) => Math.sin((Math.PI * (n + 0.5)) / FFT_SAMPLES))
  private readonly frames = { error: new Float32Array(FFT_SAMPLES), echo: new Float32Array(FFT_SAMPLES), played: new Float32Array(FFT_SAMPLES) }
  private readonly time = new Float32Array(FFT_SAMPLES)
  private readonly overlap = new Float32Array(BLOCK_SAMPLES)
  private readonly re = new Float32Array(BIN_COUNT)
  private readonly im = new Float32Array(BIN_COUNT)
  /** Levels of the bands, dB. */
  private readonly level = new Float32Array(BANDS)
  private readonly echo = new Float32Array(BANDS).fill(SILENCE_DB)
  private readonly noise = new Float32Array(BANDS).fill(FIRST_NOISE_DB)
  /** From the echo that is explained to what is left, and how far that strays. */
  private readonly leak = new Float32Array(BANDS).fill(FIRST_LEAK_DB)
  private readonly deviation = new Float32Array(BANDS).fill(MOST_DEVIATION_DB)
  /** From what was played to what is left. */
  private readonly played = new Float32Array(BANDS).fill(SILENCE_DB)
  private readonly coupling = new Float32Array(BANDS).fill(FIRST_COUPLING_DB)
  private unsteady = false
  private readonly gains = new Float32Array(BANDS).fill(1)

  /**
   * The next block of a filter's output, and of its input.
   * @param options.nearDb excess from which somebody is taken to speak
   * @param options.unsteady sound is lost on its way now and then
   */
  process(played: Float32Array, echo: Float32Array, error: Float32Array, { nearDb, unsteady }: { nearDb: number; unsteady: boolean }): void {
    this.unsteady = unsteady
    this.analyse(this.frames.played, played)
    for (let b = 0; b < BANDS; b++) this.played[b] = Math.max(this.level[b]!, this.played[b]! - PLAYED_FALL_DB)
    this.analyse(this.frames.echo, echo)
    for (let b = 0; b < BANDS; b++) this.echo[b] = Math.max(this.level[b]!, this.echo[b]! - ECHO_FALL_DB)
    this.analyse(this.frames.error, error)
    this.judge()
    this.shape()
    const speed = this.excessDb > nearDb ? NEAR_SLOWDOWN : 1
    for (let b = 0; b < BANDS; b++) this.learn(b, speed)
  }

  private judge(): void {
    let excess = 0
    for (let b = 0; b < BANDS; b++) {
      const level = this.level[b]!
      const noise = this.noise[b]!
      this.noise[b] = level < noise ? Math.max(level, noise - NOISE_FALL_DB) : noise + NOISE_RISE_DB
      const over = level - Math.max(this.expected(b), noise + NOISE_MARGIN_DB, INAUDIBLE_DB)
      excess += Math.min(MOST_EXCESS_DB, Math.max(0, over))
    }
    this.excessDb = excess / BANDS
  }

  private expected(b: number): number {
    // Nothing plays: a quiet voice is no echo of it.
    if (this.echo[b]! <= SILENCE_DB + 1) return -Infinity
    const byFilter = this.echo[b]! + this.leak[b]! + this.deviation[b]!
    if (!this.unsteady) return byFilter
    return Math.max(byFilter, this.played[b]! + this.coupling[b]! + UNSTEADY_MARGIN_DB)
  }

  /** Only where the echo would be heard over the noise something can be learned of it. */
  private learn(b: number, speed: number): void {
    if (this.played[b]! > PLAYED_DB && this.level[b]! > this.noise[b]! + NOISE_MARGIN_DB) {
      const difference = this.level[b]! - this.played[b]! - this.coupling[b]!
      const step = Math.max(-MOST_STEP_DB, Math.min(MOST_STEP_DB, difference))
      this.coupling[b]! += step * speed * (step > 0 ? COUPLING_RISE : COUPLING_FALL)
    }
    if (this.echo[b]! <= this.noise[b]!) return
    follow(this.level[b]! - this.echo[b]!, b, this.leak, this.deviation, speed)
  }

  /** Takes the expected echo out of the spectrum of the error. */
  private shape(): void {
    const { re, im, time, window, gains, overlap } = this
    for (let b = 0; b < BANDS; b++) {
      const echoShare = 10 ** ((this.expected(b) - this.level[b]!) / 10)
      const gain = Math.max(LEAST_GAIN, 1 - OVERSUBTRACTION * echoShare)
      gains[b]! += (gain - gains[b]!) * (gain > gains[b]! ? OPENING : CLOSING)
      const from = b === 0 ? 0 : EDGES[b]!
      const to = b === BANDS - 1 ? BIN_COUNT : EDGES[b + 1]!
      for (let k = from; k < to; k++) {
        re[k]! *= gains[b]!
        im[k]! *= gains[b]!
      }
    }
    this.fft.inverse(re, im, time)
    for (let n = 0; n < BLOCK_SAMPLES; n++) {
      this.cleaned[n] = overlap[n]! + time[n]! * window[n]!
      overlap[n] = time[BLOCK_SAMPLES + n]! * window[BLOCK_SAMPLES + n]!
    }
  }

  /** Levels of a block together with the one before it; the spectrum stays in `re` and `im`. */
  private analyse(frame: Float32Array, block: Float32Array): void {
    frame.copyWithin(0, BLOCK_SAMPLES)
    frame.set(block, BLOCK_SAMPLES)
    for (let n = 0; n < FFT_SAMPLES; n++) this.time[n] = frame[n]! * this.window[n]!
    this.fft.forward(this.time, this.re, this.im)
    for (let b = 0; b < BANDS; b++) {
      let sum = 0
      for (let k = EDGES[b]!; k < EDGES[b + 1]!; k++) sum += this.re[k]! ** 2 + this.im[k]! ** 2
      this.level[b] = 10 * Math.log10(sum / (EDGES[b + 1]! - EDGES[b]!) / FFT_SAMPLES + 10 ** (SILENCE_DB / 10))
    }
  }
}

function follow(db: number, b: number, usual: Float32Array, deviation: Float32Array, speed: number): void {
  const difference = db - usual[b]!
  const step = Math.max(-MOST_STEP_DB, Math.min(MOST_STEP_DB, difference))
  usual[b]! += step < 0 ? step * FALL : step * RISE * speed
  deviation[b]! += (Math.min(MOST_DEVIATION_DB, Math.abs(difference)) - deviation[b]!) * DEVIATION_RATE * speed
}
