const HOP_S = 0.018
/** How far a frame may move to fit the one before it: a period of the deepest voice, 70 Hz, and a little. */
const SEARCH_S = 0.008
const COARSE_STEP = 4

/**
 * Speech at another pace and the same pitch: waveform-similarity overlap-add (Verhelst and Roelands, ICASSP 1993).
 * Frames are taken from the input `rate` times as far apart as they are laid down in the output, each moved a little so
 * that it goes on as the one before it would have.
 */
export class TimeStretch {
  private readonly hop: number
  private readonly reach: number
  private readonly window: Float32Array
  private input = new Float32Array(0)
  /** Of the whole input, where `input` begins. */
  private dropped = 0
  private frames = 0
  /** Where the frame before this one was taken, in the whole input. */
  private taken = 0
  private tail: Float32Array

  /** @param rate 1…2: how much faster than it was said */
  constructor(
    sampleRateHz: number,
    private readonly rate: number,
  ) {
    this.hop = Math.round(HOP_S * sampleRateHz)
    this.reach = Math.round(SEARCH_S * sampleRateHz)
    this.window = Float32Array.from({ length: this.hop * 2 }, (_, k) => 0.5 - 0.5 * Math.cos((Math.PI * k) / this.hop))
    this.tail = new Float32Array(this.hop)
  }

  /** @returns as much of the output as the input so far allows */
  push(samples: Float32Array): Float32Array {
    this.input = concatenate([this.input, samples])
    const { hop, window } = this
    const parts: Float32Array[] = []
    while (this.nominal() + this.reach + hop * 2 <= this.dropped + this.input.length) {
      const at = this.frames === 0 ? 0 : this.bestFit()
      const output = new Float32Array(hop)
      for (let k = 0; k < hop; k++) {
        // The very first frame has none before it to be blended with.
        output[k] = this.frames === 0 ? this.sample(at + k) : this.tail[k]! + this.sample(at + k) * window[k]!
        this.tail[k] = this.sample(at + hop + k) * window[hop + k]!
      }
      parts.push(output)
      this.taken = at
      this.frames++
      this.forget()
    }
    return concatenate(parts)
  }

  private nominal(): number {
    return Math.round(this.frames * this.hop * this.rate)
  }

  private sample(at: number): number {
    return this.input[at - this.dropped] ?? 0
  }

  /** Near its nominal place, where the input looks most like what would have followed the frame before. */
  private bestFit(): number {
    const nominal = this.nominal()
    const wanted = this.taken + this.hop
    let best = nominal
    let bestLikeness = -Infinity
    const consider = (at: number, step: number): void => {
      if (at < this.dropped) return
      const likeness = this.likeness(at, wanted, step)
      if (likeness <= bestLikeness) return
      best = at
      bestLikeness = likeness
    }
    for (let at = nominal - this.reach; at <= nominal + this.reach; at += COARSE_STEP) consider(at, COARSE_STEP)
    const coarse = best
    bestLikeness = -Infinity
    for (let at = coarse - COARSE_STEP; at <= coarse + COARSE_STEP; at++) if (Math.abs(at - nominal) <= this.reach) consider(at, 1)
    return best
  }

  /** Normalised correlation of a hop from `at` with a hop from `wanted`. */
  private likeness(at: number, wanted: number, step: number): number {
    let product = 0
    let energy = 1e-9
    for (let k = 0; k < this.hop; k += step) {
      const sample = this.sample(at + k)
      product += sample * this.sample(wanted + k)
      energy += sample * sample
    }
    return product / Math.sqrt(energy)
  }

  private forget(): void {
    const keepFrom = Math.min(this.taken + this.hop, this.nominal() - this.reach)
    const surplus = keepFrom - this.dropped
    if (surplus < this.hop * 8) return
    this.input = this.input.slice(surplus)
    this.dropped += surplus
  }
}

function concatenate(parts: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
