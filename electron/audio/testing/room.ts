import { RealFft } from '../echo/real-fft.ts'

const RATE_HZ = 16_000
const SPEED_OF_SOUND = 343

/** Numbers in [0, 1), the same for the same seed (Numerical Recipes, 2nd edition, section 7.1). */
export function randomSource(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

export interface Room {
  /** Length, width, height in metres. */
  size: readonly [number, number, number]
  /** Time in which reverberation falls by 60 dB. */
  rt60S: number
  /** Loudspeaker to microphone, in metres. */
  distance: number
  seed: number
}

/**
 * Impulse response from loudspeaker to microphone, of unit energy: image sources of a shoebox (Allen and Berkley 1979)
 * up to the mixing time, an exponentially falling noise tail after it. The air's own delay is left out.
 */
export function roomResponse({ size, rt60S, distance, seed }: Room): Float32Array {
  const random = randomSource(seed)
  const response = new Float32Array(Math.ceil(rt60S * 0.9 * RATE_HZ))
  const volume = size[0] * size[1] * size[2]
  const surface = 2 * (size[0] * size[1] + size[1] * size[2] + size[0] * size[2])
  // Sabine's absorption, as a reflection factor of every wall.
  const reflection = Math.sqrt(Math.max(0.02, 1 - (0.161 * volume) / (surface * rt60S)))
  const microphone = size.map((side) => side * (0.3 + 0.4 * random())) as [number, number, number]
  const angle = random() * 2 * Math.PI
  const source = [microphone[0] + distance * Math.cos(angle), microphone[1] + distance * Math.sin(angle), microphone[2] + 0.1 * random()]
  const order = 4
  for (let x = -order; x <= order; x++)
    for (let y = -order; y <= order; y++)
      for (let z = -order; z <= order; z++)
        for (let side = 0; side < 8; side++) {
          const image = [x, y, z].map((n, axis) => 2 * n * size[axis]! + ((side >> axis) & 1 ? -1 : 1) * source[axis]! - microphone[axis]!)
          const length = Math.hypot(image[0]!, image[1]!, image[2]!)
          const bounces = [x, y, z].reduce((sum, n, axis) => sum + Math.abs(n) + Math.abs(n - ((side >> axis) & 1)), 0)
          const at = Math.round(((length - distance) / SPEED_OF_SOUND) * RATE_HZ)
          if (at >= 0 && at < response.length) response[at]! += reflection ** bounces / Math.max(0.1, length)
        }
  const mixing = Math.round(0.002 * Math.sqrt(volume) * RATE_HZ)
  const early = response.subarray(0, mixing * 2).reduce((sum, tap) => sum + tap * tap, 0) - response[0]! ** 2
  const fall = (Math.log(10) * 3) / (rt60S * RATE_HZ)
  const level = Math.sqrt(Math.max(1e-9, early) * 2 * fall) * 1.2
  for (let n = mixing; n < response.length; n++) {
    const gaussian = random() + random() + random() + random() - 2
    response[n] = (n < mixing * 2 ? response[n]! * (2 - n / mixing) : 0) + gaussian * level * Math.exp(-fall * n)
  }
  const energy = Math.sqrt(response.reduce((sum, tap) => sum + tap * tap, 0))
  return response.map((tap) => tap / energy)
}

/** A sound in a room, block after block: convolution in equal partitions. */
export class Convolver {
  private readonly fft: RealFft
  private readonly parts: { re: Float32Array; im: Float32Array }[] = []
  private readonly history: { re: Float32Array; im: Float32Array }[] = []
  private readonly frame: Float32Array

  constructor(
    response: Float32Array,
    private readonly block: number,
  ) {
    this.fft = new RealFft(2 * block)
    this.frame = new Float32Array(2 * block)
    for (let at = 0; at < response.length; at += block) {
      const part = new Float32Array(2 * block)
      part.set(response.subarray(at, at + block))
      this.parts.push(this.spectrumOf(part))
    }
  }

  push(samples: Float32Array): Float32Array {
    this.frame.copyWithin(0, this.block)
    this.frame.set(samples, this.block)
    this.history.unshift(this.spectrumOf(this.frame))
    this.history.length = Math.min(this.history.length, this.parts.length)
    const sum = { re: new Float32Array(this.block + 1), im: new Float32Array(this.block + 1) }
    for (const [p, x] of this.history.entries()) {
      const h = this.parts[p]!
      for (let k = 0; k <= this.block; k++) {
        sum.re[k]! += x.re[k]! * h.re[k]! - x.im[k]! * h.im[k]!
        sum.im[k]! += x.re[k]! * h.im[k]! + x.im[k]! * h.re[k]!
      }
    }
    const out = new Float32Array(2 * this.block)
    this.fft.inverse(sum.re, sum.im, out)
    return out.slice(this.block)
  }

  private spectrumOf(frame: Float32Array): { re: Float32Array; im: Float32Array } {
    const spectrum = { re: new Float32Array(this.block + 1), im: new Float32Array(this.block + 1) }
    this.fft.forward(frame, spectrum.re, spectrum.im)
    return spectrum
  }
}
