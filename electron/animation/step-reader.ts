// A CommonJS bundle whose named exports Node cannot see.
import libsamplerate from '@alexanderolsen/libsamplerate-js'
import { ARTICULATION_RATE_HZ, STEP_SAMPLES } from './articulator.ts'

const { create, ConverterType } = libsamplerate
type Converter = Awaited<ReturnType<typeof create>>

/** The converter's own buffers hold 4 MB. */
const MAX_CONVERTED_SAMPLES = 48_000
/** Silence that drives the converter's last samples out. */
const FLUSH_S = 0.02

/** Turns chunks of any size, sample format and rate into whole 20 ms steps at 16 kHz. */
export class StepReader {
  private converter: Converter | null = null
  private pending = new Float32Array(0)

  constructor(private readonly sampleRateHz: number) {}

  /** @returns whole steps, one after the other; what is left over waits for the next chunk */
  async read(pcm: Int16Array | Float32Array): Promise<Float32Array> {
    const samples = await this.convert(toFloat(pcm))
    const joined = new Float32Array(this.pending.length + samples.length)
    joined.set(this.pending)
    joined.set(samples, this.pending.length)
    const whole = joined.length - (joined.length % STEP_SAMPLES)
    this.pending = joined.slice(whole)
    return joined.subarray(0, whole)
  }

  /** @param silenceSteps steps of silence to follow the last sound */
  async finish(silenceSteps: number): Promise<Float32Array> {
    const flushed = this.converter ? await this.read(new Float32Array(Math.ceil(FLUSH_S * this.sampleRateHz))) : new Float32Array(0)
    const tail = new Float32Array(flushed.length + (silenceSteps + 1) * STEP_SAMPLES)
    tail.set(flushed)
    tail.set(this.pending, flushed.length)
    this.pending = new Float32Array(0)
    return tail
  }

  dispose(): void {
    this.converter?.destroy()
    this.converter = null
  }

  private async convert(samples: Float32Array): Promise<Float32Array> {
    if (this.sampleRateHz === ARTICULATION_RATE_HZ) return samples
    this.converter ??= await create(1, this.sampleRateHz, ARTICULATION_RATE_HZ, {
      converterType: ConverterType.SRC_SINC_FASTEST,
    })
    const pieces: Float32Array[] = []
    for (let start = 0; start < samples.length; start += MAX_CONVERTED_SAMPLES) {
      pieces.push(this.converter.full(samples.subarray(start, start + MAX_CONVERTED_SAMPLES)))
    }
    return pieces.length === 1 ? pieces[0]! : concatenate(pieces)
  }
}

function toFloat(pcm: Int16Array | Float32Array): Float32Array {
  return pcm instanceof Float32Array ? pcm : Float32Array.from(pcm, (sample) => sample / 32_768)
}

function concatenate(pieces: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(pieces.reduce((length, piece) => length + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    joined.set(piece, at)
    at += piece.length
  }
  return joined
}
