/**
 * Fourier transform of real signals of one length, a power of two. A spectrum is two arrays, real and imaginary, of
 * `size / 2 + 1` bins. Computed as a complex transform of half the length (Press et al., Numerical Recipes, section 12.3).
 */
export class RealFft {
  private readonly half: number
  private readonly cos: Float64Array
  private readonly sin: Float64Array
  private readonly reversed: Uint16Array
  private readonly re: Float64Array
  private readonly im: Float64Array

  constructor(readonly size: number) {
    const half = (this.half = size / 2)
    this.cos = Float64Array.from({ length: half }, (_, k) => Math.cos((2 * Math.PI * k) / size))
    this.sin = Float64Array.from({ length: half }, (_, k) => Math.sin((2 * Math.PI * k) / size))
    this.re = new Float64Array(half)
    this.im = new Float64Array(half)
    const bits = Math.log2(half)
    this.reversed = Uint16Array.from({ length: half }, (_, k) => {
      let reversed = 0
      for (let bit = 0; bit < bits; bit++) reversed |= ((k >> bit) & 1) << (bits - 1 - bit)
      return reversed
    })
  }

  forward(input: Float32Array, outRe: Float32Array, outIm: Float32Array): void {
    const { half, re, im, reversed, cos, sin } = this
    for (let k = 0; k < half; k++) {
      const at = reversed[k]!
      re[at] = input[2 * k]!
      im[at] = input[2 * k + 1]!
    }
    this.transform(1)
    outRe[0] = re[0]! + im[0]!
    outIm[0] = 0
    outRe[half] = re[0]! - im[0]!
    outIm[half] = 0
    for (let k = 1; k < half; k++) {
      const m = half - k
      const evenRe = (re[k]! + re[m]!) / 2
      const evenIm = (im[k]! - im[m]!) / 2
      const oddRe = (im[k]! + im[m]!) / 2
      const oddIm = (re[m]! - re[k]!) / 2
      outRe[k] = evenRe + oddRe * cos[k]! + oddIm * sin[k]!
      outIm[k] = evenIm + oddIm * cos[k]! - oddRe * sin[k]!
    }
  }

  inverse(inRe: Float32Array, inIm: Float32Array, output: Float32Array): void {
    const { half, re, im, reversed, cos, sin } = this
    for (let k = 0; k < half; k++) {
      const m = half - k
      const evenRe = (inRe[k]! + inRe[m]!) / 2
      const evenIm = (inIm[k]! - inIm[m]!) / 2
      const oddRe = (inRe[k]! - inRe[m]!) / 2
      const oddIm = (inIm[k]! + inIm[m]!) / 2
      const turnedRe = oddRe * cos[k]! - oddIm * sin[k]!
      const turnedIm = oddIm * cos[k]! + oddRe * sin[k]!
      const at = reversed[k]!
      re[at] = evenRe - turnedIm
      im[at] = evenIm + turnedRe
    }
    this.transform(-1)
    for (let k = 0; k < half; k++) {
      output[2 * k] = re[k]! / half
      output[2 * k + 1] = im[k]! / half
    }
  }

  /** In place, of values in bit-reversed order. */
  private transform(direction: 1 | -1): void {
    const { half, re, im, cos, sin } = this
    for (let length = 1; length < half; length *= 2) {
      const step = half / length
      for (let k = 0; k < length; k++) {
        const wRe = cos[k * step]!
        const wIm = -direction * sin[k * step]!
        for (let a = k; a < half; a += 2 * length) {
          const b = a + length
          const tRe = re[b]! * wRe - im[b]! * wIm
          const tIm = re[b]! * wIm + im[b]! * wRe
          re[b] = re[a]! - tRe
          im[b] = im[a]! - tIm
          re[a]! += tRe
          im[a]! += tIm
        }
      }
    }
  }
}
