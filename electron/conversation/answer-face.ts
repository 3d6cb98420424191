import type { AnimationCall } from '../animation/animation-client.ts'
import type { TimedCoefficients } from '../animation/providers/azure/blend-shapes.ts'
import { SpokenFace } from '../animation/providers/spoken-face.ts'
import type { AnimationEmotion, AnimationFrame, AnimationPhone } from '../contract/animation.ts'
import { COEFFICIENT_COUNT } from '../contract/coefficients.ts'
import { UnderstudyError } from '../contract/errors.ts'
import type { AnswerOutput } from './answer-run.ts'
import type { Animator } from './ports.ts'

/** Frames a second asked of the animation server. */
export const CONVERSATION_FPS = 60
/** After its last frame a face that came with a voice comes to rest in this time. */
const SETTLE_S = 0.12

export interface AnswerFaceOptions {
  animator: Animator
  signal: AbortSignal
  output: (output: AnswerOutput) => void
}

/** The face of one answer: hears its sound as it is made, and puts out its frames. What fails here is told, and the sound goes on. */
export class AnswerFace {
  private call: AnimationCall | null = null
  private spoken: SpokenFace | null = null
  private isLost = false
  private told: UnderstudyError | null = null
  private framesDone: Promise<void> = Promise.resolve()

  constructor(private readonly options: AnswerFaceOptions) {}

  /**
   * Frames that a voice brings; they count where it does so from the answer's first sound on.
   * @param voice as it is called in a sentence
   * @param frames times are of the whole answer, s
   */
  show(voice: string, frames: readonly TimedCoefficients[], trouble?: UnderstudyError): void {
    if (!this.call) this.spoken ??= new SpokenFace(voice)
    this.spoken?.frames(frames)
    if (trouble) this.spoken?.fail(trouble)
  }

  /** A face that came with a voice comes to rest after `fromS`, and stays so until `untilS` of the answer, a breath later. */
  rest(fromS: number, untilS: number): void {
    const still = (timeS: number): TimedCoefficients => ({ timeS, coefficients: new Float32Array(COEFFICIENT_COUNT) })
    this.spoken?.frames([still(fromS + SETTLE_S), still(untilS)])
  }

  /** The voice is given up, and its face with it. That is told already. */
  voiceFailed(error: UnderstudyError): void {
    this.told = error
    this.spoken?.fail(error)
  }

  /** @param emotion of this sound and what follows it */
  async hear(pcm: Int16Array, sampleRateHz: number, phones: readonly AnimationPhone[], emotion?: AnimationEmotion): Promise<void> {
    if (this.isLost) return
    try {
      this.call ??= await this.open(sampleRateHz)
      await this.call.push(pcm, phones, emotion)
    } catch (error) {
      this.lose(error)
    }
  }

  /** Resolves with the last frame. */
  async end(): Promise<void> {
    await this.call?.end().catch((error: unknown) => this.lose(error))
    await this.framesDone
  }

  cancel(): void {
    this.call?.cancel()
  }

  private async open(sampleRateHz: number): Promise<AnimationCall> {
    const { animator, signal, output } = this.options
    let name = 'The chosen face'
    const onTrouble = (error: UnderstudyError, atMs = 0): void => {
      const fallback = { atMs, code: error.code, message: error.message }
      output({ type: 'provider', provider: { part: 'face', name, fallback } })
      if (error !== this.told) output({ type: 'trouble', error })
    }
    const spoken = this.spoken ? { spoken: this.spoken } : {}
    const call = await animator.open({ sampleRate: sampleRateHz, fps: CONVERSATION_FPS }, { signal, onTrouble, ...spoken })
    if (call.provider !== undefined) {
      name = call.provider
      output({ type: 'provider', provider: { part: 'face', name } })
    }
    this.framesDone = this.pump(call)
    return call
  }

  private async pump(call: AnimationCall): Promise<void> {
    let batch: AnimationFrame[] = []
    const flush = (): void => {
      if (batch.length > 0) this.options.output({ type: 'frames', frames: batch })
      batch = []
    }
    try {
      for await (const frame of call.frames) {
        if (batch.length === 0) setImmediate(flush)
        batch.push(frame)
      }
    } catch (error) {
      this.lose(error)
    }
    flush()
  }

  private lose(thrown: unknown): void {
    if (this.isLost || this.options.signal.aborted) return
    this.isLost = true
    this.options.output({ type: 'trouble', error: UnderstudyError.from(thrown) })
  }
}
