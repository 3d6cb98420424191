import { InferenceSession, Tensor, type TypedTensor } from '../base/onnxruntime.ts'
import { modelFiles } from '../../models/catalog.ts'
import { CAPTURE_FRAME_SAMPLES, CAPTURE_SAMPLE_RATE_HZ } from '../contract/audio.ts'
import { UnderstudyError } from '../contract/errors.ts'

/** The model reads the end of the previous frame before each new one; given the frame alone, v6 hears nothing and says so with no error. */
const CONTEXT_SAMPLES = 64
const STATE_SHAPE = [2, 1, 128]
const STATE_LENGTH = 2 * 128

/** Tells speech in the frames of one stream, given in order. */
export interface SpeechDetector {
  /** Probability of speech in a frame of 512 samples at 16 kHz. */
  process(frame: Float32Array): Promise<number>
  /** Forgets the stream so far. */
  reset(): void
}

/** Silero voice activity detection v6 on mono 16 kHz frames of 512 samples (32 ms), about 0.2 ms each. */
export class SileroVad implements SpeechDetector {
  readonly #window = new Float32Array(CONTEXT_SAMPLES + CAPTURE_FRAME_SAMPLES)
  readonly #sampleRate = new Tensor('int64', [BigInt(CAPTURE_SAMPLE_RATE_HZ)], [])
  #state: TypedTensor<'float32'> = new Tensor('float32', new Float32Array(STATE_LENGTH), STATE_SHAPE)
  #queue: Promise<unknown> = Promise.resolve()
  #disposed = false

  private constructor(private readonly session: InferenceSession) {}

  static async create(modelPath: string = modelFiles('silero-vad')[0] as string): Promise<SileroVad> {
    // One thread: a frame is too little work to share, and the main process has other things to do.
    return new SileroVad(
      await InferenceSession.create(modelPath, { intraOpNumThreads: 1, interOpNumThreads: 1, graphOptimizationLevel: 'all' }),
    )
  }

  /**
   * Probability that the frame holds speech. The frames of a stream must come in order; calls may
   * overlap, they are answered one after the other.
   */
  process(frame: Float32Array): Promise<number> {
    if (frame.length !== CAPTURE_FRAME_SAMPLES) {
      return Promise.reject(new UnderstudyError('internal', `Voice activity needs frames of ${CAPTURE_FRAME_SAMPLES} samples.`))
    }
    return this.#inOrder(() => this.#run(frame))
  }

  /** Forgets the stream so far; takes effect after the frames already given. */
  reset(): void {
    void this.#inOrder(() => {
      this.#window.fill(0)
      this.#state = new Tensor('float32', new Float32Array(STATE_LENGTH), STATE_SHAPE)
    })
  }

  /** Frames that still arrive afterwards count as silence: a run on a released session ends the process. */
  async dispose(): Promise<void> {
    if (this.#disposed) return
    this.#disposed = true
    await this.#inOrder(() => this.session.release())
  }

  async #run(frame: Float32Array): Promise<number> {
    if (this.#disposed) return 0
    this.#window.copyWithin(0, CAPTURE_FRAME_SAMPLES)
    this.#window.set(frame, CONTEXT_SAMPLES)
    const { output, stateN } = await this.session.run({
      input: new Tensor('float32', this.#window, [1, this.#window.length]),
      state: this.#state,
      sr: this.#sampleRate,
    })
    this.#state = stateN as TypedTensor<'float32'>
    return (output as TypedTensor<'float32'>).data[0] as number
  }

  #inOrder<T>(task: () => T | Promise<T>): Promise<T> {
    const done = this.#queue.then(task)
    this.#queue = done.catch(() => undefined)
    return done
  }
}
