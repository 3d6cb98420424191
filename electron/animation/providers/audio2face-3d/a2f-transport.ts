import type { ClientDuplexStream, ServiceError } from '@grpc/grpc-js'
import { floatToInt16, int16ToFloat } from '../../../audio/pcm.ts'
import { Resampler } from '../../../audio/resample.ts'
import { UnderstudyError } from '../../../contract/errors.ts'
import { CoefficientMap } from '../coefficient-map.ts'
import type { FaceSink, FaceTransport, StreamStart } from '../face-provider.ts'
import { brokenOff, wrongAnswer } from '../provider-errors.ts'
import { explainCall } from './call-errors.ts'
import { a2fEmotion } from './emotions.ts'
import { PacedSender, type Pacing } from './paced-sender.ts'
import { STATUS_ERROR, type AnimationDataStream, type AudioStream } from './service.ts'

const LOWEST_RATE_HZ = 16_000
const HIGHEST_RATE_HZ = 144_000
const LONGEST_CLIP_S = 300
/** Fewer than these of our 52 is no face. */
const FEWEST_COEFFICIENTS = 20

export interface A2fTransportOptions {
  name: string
  start: StreamStart
  sink: FaceSink
  stream: ClientDuplexStream<AudioStream, AnimationDataStream>
  pacing: Pacing | undefined
  hasKey: boolean
  /** Of the hosted service; undefined at one's own. */
  functionId: string | undefined
}

/** One `ProcessAudioStream`: header, sound at the service's pace, end; frames until the status. */
export class A2fTransport implements FaceTransport {
  private readonly rateHz: number
  private readonly sender: PacedSender
  private resampler: Resampler | null = null
  private map: CoefficientMap | null = null
  private hasStatus = false
  private hasEmotion = false
  private isClosed = false
  private samples = 0

  constructor(private readonly options: A2fTransportOptions) {
    const { stream, start } = options
    const fits = start.sampleRate >= LOWEST_RATE_HZ && start.sampleRate <= HIGHEST_RATE_HZ
    this.rateHz = fits ? start.sampleRate : LOWEST_RATE_HZ
    this.sender = new PacedSender(this.rateHz, (pcm) => this.write(pcm), options.pacing)
    stream.on('data', (message: AnimationDataStream) => this.receive(message))
    stream.on('error', (error: ServiceError) => this.fail(explainCall(error, { ...options, hasBegun: this.map !== null })))
    stream.on('end', () => this.ended())
    stream.write({
      audio_stream_header: {
        audio_header: { audio_format: 0, channel_count: 1, samples_per_second: this.rateHz, bits_per_sample: 16 },
        ...(start.emotion
          ? {
              emotion_params: { beginning_emotion: a2fEmotion(start.emotion) },
              // What is asked for counts for more than what is heard in the voice.
              emotion_post_processing_params: { enable_preferred_emotion: true, preferred_emotion_strength: 1 },
            }
          : {}),
      },
    })
  }

  async send(pcm: Int16Array): Promise<void> {
    this.samples += pcm.length
    if (this.samples / this.options.start.sampleRate > LONGEST_CLIP_S) {
      throw new UnderstudyError('too_large', `${this.options.name} takes ${LONGEST_CLIP_S} seconds of sound at once; the rest needs another provider.`)
    }
    this.sender.push(await this.atTheirRate(pcm))
  }

  async end(): Promise<void> {
    if (this.resampler) this.sender.push(floatToInt16(this.resampler.flush()))
    await this.sender.drain()
    if (this.isClosed) return
    this.options.stream.write({ end_of_audio: {} })
    this.options.stream.end()
  }

  close(): void {
    if (this.isClosed) return
    this.isClosed = true
    this.sender.dispose()
    this.resampler?.dispose()
    this.options.stream.cancel()
  }

  private async atTheirRate(pcm: Int16Array): Promise<Int16Array> {
    const { sampleRate } = this.options.start
    if (sampleRate === this.rateHz) return pcm
    this.resampler ??= await Resampler.create(sampleRate, this.rateHz)
    return floatToInt16(this.resampler.push(int16ToFloat(pcm)))
  }

  private write(pcm: Int16Array): void {
    const { stream, start } = this.options
    const emotions = start.emotion && !this.hasEmotion ? [{ time_code: 0, emotion: a2fEmotion(start.emotion) }] : []
    this.hasEmotion = true
    stream.write({ audio_with_emotion: { audio_buffer: new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength), emotions } })
  }

  private receive(message: AnimationDataStream): void {
    if (this.isClosed) return
    try {
      if (message.animation_data_stream_header) this.map = this.mapOf(message.animation_data_stream_header.skel_animation_header?.blend_shapes ?? [])
      for (const { time_code: timeS, values } of message.animation_data?.skel_animation?.blend_shape_weights ?? []) {
        this.options.sink.frame(timeS, this.coefficients(values))
      }
      if (message.status) {
        if (message.status.code >= STATUS_ERROR) throw wrongAnswer(this.options.name, 'could not animate this sound', new Error(message.status.message))
        this.hasStatus = true
      }
    } catch (error) {
      this.fail(error)
    }
  }

  private mapOf(names: readonly string[]): CoefficientMap {
    const map = new CoefficientMap(names)
    if (map.driven < FEWEST_COEFFICIENTS) throw wrongAnswer(this.options.name, 'names no coefficients of a face that we know')
    return map
  }

  private coefficients(values: readonly number[]): Float32Array {
    if (!this.map) throw wrongAnswer(this.options.name, 'sent frames before their names')
    if (values.length !== this.map.length) throw wrongAnswer(this.options.name, `sent ${values.length} values for ${this.map.length} names`)
    return this.map.apply(values)
  }

  private ended(): void {
    if (this.isClosed) return
    if (this.hasStatus) this.options.sink.finished()
    // With an error the stream ends, too; its reason follows.
    else setImmediate(() => this.fail(brokenOff(this.options.name)))
  }

  private fail(error: unknown): void {
    if (!this.isClosed) this.options.sink.failed(error)
  }
}
