import libsamplerate from '@alexanderolsen/libsamplerate-js'
import { concat } from './pcm.ts'

type Converter = Awaited<ReturnType<typeof libsamplerate.create>>

/** The library takes rates up to this; only their ratio matters, so higher ones are scaled down. */
const HIGHEST_RATE_HZ = 192_000
/** Sound fed in after the last sample to bring out what the filter still holds. */
const FLUSH_INPUT_MS = 60

/**
 * Changes the sample rate of a mono stream with band-limited sinc interpolation. What comes out in all
 * is `round(samples in × toHz / fromHz)` samples, aligned with the input to under one sample.
 */
export class Resampler {
  #samplesIn = 0
  #samplesOut = 0

  private constructor(
    private readonly converter: Converter | undefined,
    private readonly fromHz: number,
    private readonly toHz: number,
  ) {}

  static async create(fromHz: number, toHz: number): Promise<Resampler> {
    if (fromHz === toHz) return new Resampler(undefined, fromHz, toHz)
    const scale = Math.max(1, Math.max(fromHz, toHz) / HIGHEST_RATE_HZ)
    const converter = await libsamplerate.create(1, fromHz / scale, toHz / scale, {
      converterType: libsamplerate.ConverterType.SRC_SINC_MEDIUM_QUALITY,
    })
    return new Resampler(converter, fromHz, toHz)
  }

  /** Returns what is ready: a little less than the share of what came in, as the filter looks ahead. */
  push(samples: Float32Array): Float32Array {
    this.#samplesIn += samples.length
    const ready = this.#convert(samples)
    this.#samplesOut += ready.length
    return ready
  }

  /** The rest of the stream; the resampler is done after it. */
  flush(): Float32Array {
    const missing = Math.round((this.#samplesIn * this.toHz) / this.fromHz) - this.#samplesOut
    if (missing <= 0) return new Float32Array(0)
    const rest = this.#convert(new Float32Array(Math.ceil((this.fromHz * FLUSH_INPUT_MS) / 1000)))
    const exact = new Float32Array(missing)
    exact.set(rest.subarray(0, missing))
    return exact
  }

  dispose(): void {
    if (this.converter && !this.converter.isDestroyed) this.converter.destroy()
  }

  #convert(samples: Float32Array): Float32Array {
    if (!this.converter) return samples
    // The library answers from a buffer that it uses again.
    return samples.length === 0 ? samples : this.converter.full(samples).slice()
  }
}

/** The whole of a mono recording at another rate: `round(length × toHz / fromHz)` samples. */
export async function resample(samples: Float32Array, fromHz: number, toHz: number): Promise<Float32Array> {
  if (fromHz === toHz) return samples
  const resampler = await Resampler.create(fromHz, toHz)
  try {
    const chunks: Float32Array[] = []
    for (let at = 0; at < samples.length; at += fromHz) chunks.push(resampler.push(samples.subarray(at, at + fromHz)))
    chunks.push(resampler.flush())
    return concat(chunks).subarray(0, Math.round((samples.length * toHz) / fromHz))
  } finally {
    resampler.dispose()
  }
}
