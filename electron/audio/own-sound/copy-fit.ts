/** Taps on either side of where the copy lies: two resamplers may leave it between two samples. */
export const SIDE_TAPS = 12
export const TAPS = 2 * SIDE_TAPS + 1
/** Of the mean power, added to the diagonal: nothing is divided by the silence above the speech. */
const REGULAR = 1e-6
const FLOOR = 1e-9

/**
 * How a sound lies in another as a digital copy: least squares over the past, which is forgotten exponentially. What else is
 * there does not resemble it, and so hardly counts.
 */
export class CopyFit {
  readonly taps = new Float64Array(TAPS)
  private readonly square = new Float64Array(TAPS * TAPS)
  private readonly product = new Float64Array(TAPS)
  private readonly lower = new Float64Array(TAPS * TAPS)

  /** @param keeps share of the past that is left after a block */
  constructor(private readonly keeps: number) {}

  /**
   * @param sound with `SIDE_TAPS` samples before and after the block
   * @param mixed the block
   */
  add(sound: Float32Array, mixed: Float32Array): void {
    const { square, product, keeps } = this
    for (let i = 0; i < TAPS; i++) {
      let sum = 0
      for (let n = 0; n < mixed.length; n++) sum += sound[n + i]! * mixed[n]!
      product[i] = keeps * product[i]! + sum
      for (let j = 0; j <= i; j++) {
        let power = 0
        for (let n = 0; n < mixed.length; n++) power += sound[n + i]! * sound[n + j]!
        square[i * TAPS + j] = keeps * square[i * TAPS + j]! + power
      }
    }
    this.solve()
  }

  /** What is left of a block without the sound; @param sound as for `add` */
  without(sound: Float32Array, mixed: Float32Array): Float32Array<ArrayBuffer> {
    const left = new Float32Array(mixed.length)
    for (let n = 0; n < mixed.length; n++) {
      let copy = 0
      for (let i = 0; i < TAPS; i++) copy += this.taps[i]! * sound[n + i]!
      left[n] = mixed[n]! - copy
    }
    return left
  }

  become(other: CopyFit): void {
    this.square.set(other.square)
    this.product.set(other.product)
    this.taps.set(other.taps)
  }

  forget(): void {
    this.square.fill(0)
    this.product.fill(0)
    this.taps.fill(0)
  }

  /** Cholesky's decomposition. */
  private solve(): void {
    const { square, product, lower, taps } = this
    let trace = 0
    for (let i = 0; i < TAPS; i++) trace += square[i * TAPS + i]!
    const ridge = (REGULAR * trace) / TAPS + FLOOR
    for (let i = 0; i < TAPS; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = square[i * TAPS + j]! + (i === j ? ridge : 0)
        for (let k = 0; k < j; k++) sum -= lower[i * TAPS + k]! * lower[j * TAPS + k]!
        lower[i * TAPS + j] = i === j ? Math.sqrt(Math.max(sum, FLOOR)) : sum / lower[j * TAPS + j]!
      }
    }
    for (let i = 0; i < TAPS; i++) {
      let sum = product[i]!
      for (let k = 0; k < i; k++) sum -= lower[i * TAPS + k]! * taps[k]!
      taps[i] = sum / lower[i * TAPS + i]!
    }
    for (let i = TAPS - 1; i >= 0; i--) {
      let sum = taps[i]!
      for (let k = i + 1; k < TAPS; k++) sum -= lower[k * TAPS + i]! * taps[k]!
      taps[i] = sum / lower[i * TAPS + i]!
    }
  }
}
