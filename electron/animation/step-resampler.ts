/** Zero crossings of the kernel on either side; with the window they leave about −70 dB of what is folded down. */
const CROSSINGS = 20
const KAISER_BETA = 7
/** Share of the lower rate's band that is kept. */
const KEPT_BAND = 0.92
/** Places between two samples for which a kernel is made; rates whose ratio needs more are rounded to the nearest. */
const MOST_PHASES = 640

/**
 * Changes the rate of a mono stream for the ear of a network: a windowed sinc, a row of weights for each place between two
 * samples. Begins at once and costs a tenth of what resampling for the human ear does.
 */
export class StepResampler {
  private readonly phases: number
  /** Input samples on either side of a moment that weigh something. */
  private readonly reach: number
  /** One kernel of `2 · reach` weights a phase. */
  private readonly kernels: Float32Array
  private held: Float32Array
  /** Index in the stream of `held[0]`. */
  private heldFrom: number
  private samplesIn = 0
  private samplesOut = 0

  constructor(
    private readonly fromHz: number,
    private readonly toHz: number,
  ) {
    const band = KEPT_BAND * Math.min(1, toHz / fromHz)
    this.phases = Math.min(MOST_PHASES, toHz / greatestCommonDivisor(fromHz, toHz))
    this.reach = Math.ceil(CROSSINGS / band)
    this.kernels = makeKernels(this.phases, this.reach, band)
    this.held = new Float32Array(this.reach)
    this.heldFrom = -this.reach
  }

  /** @returns what can be known by now, aligned with the input */
  push(samples: Float32Array): Float32Array {
    this.samplesIn += samples.length
    return this.convert(samples, Math.ceil(((this.samplesIn - this.reach) * this.toHz) / this.fromHz))
  }

  /** @returns the rest: `round(samples in × toHz / fromHz)` samples have come out then */
  flush(): Float32Array {
    return this.convert(new Float32Array(2 * this.reach), Math.round((this.samplesIn * this.toHz) / this.fromHz))
  }

  private convert(samples: Float32Array, untilOut: number): Float32Array {
    const input = new Float32Array(this.held.length + samples.length)
    input.set(this.held)
    input.set(samples, this.held.length)
    const width = 2 * this.reach
    const out = new Float32Array(Math.max(0, untilOut - this.samplesOut))
    for (let n = 0; n < out.length; n++) {
      const position = ((this.samplesOut + n) * this.fromHz) / this.toHz
      const place = Math.round((position - Math.floor(position)) * this.phases)
      // The last place before a sample may round to the sample itself.
      const sample = Math.floor(position) + Math.floor(place / this.phases)
      const start = sample - this.reach + 1 - this.heldFrom
      const row = (place % this.phases) * width
      let sum = 0
      for (let k = 0; k < width; k++) sum += this.kernels[row + k]! * input[start + k]!
      out[n] = sum
    }
    this.samplesOut += out.length
    const keepFrom = Math.floor((this.samplesOut * this.fromHz) / this.toHz) - this.reach + 1 - this.heldFrom
    this.held = input.slice(Math.max(0, Math.min(keepFrom, input.length)))
    this.heldFrom += input.length - this.held.length
    return out
  }
}

/** @param band kept, as a share of the input's */
function makeKernels(phases: number, reach: number, band: number): Float32Array {
  const kernels = new Float32Array(phases * 2 * reach)
  for (let phase = 0; phase < phases; phase++) {
    const row = kernels.subarray(phase * 2 * reach, (phase + 1) * 2 * reach)
    let sum = 0
    for (let k = 0; k < row.length; k++) {
      const distance = k - reach + 1 - phase / phases
      const edge = distance / reach
      row[k] = Math.abs(edge) >= 1 ? 0 : sinc(band * distance) * bessel(KAISER_BETA * Math.sqrt(1 - edge * edge))
      sum += row[k]!
    }
    // Silence and hum keep their level whatever the place between two samples.
    for (let k = 0; k < row.length; k++) row[k]! /= sum
  }
  return kernels
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)
}

/** Modified Bessel function of the first kind, order 0. */
function bessel(x: number): number {
  let term = 1
  let sum = 1
  for (let k = 1; term > 1e-9 * sum; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
