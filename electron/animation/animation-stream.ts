import { setImmediate as nextTurn } from 'node:timers/promises'
import type { AnimationEmotion, AnimationFrame } from '../contract/animation.ts'
import { UnderstudyError } from '../contract/errors.ts'
import { STEP_SAMPLES, STEP_S, type Articulator } from './articulator.ts'
import { Expression } from './expression.ts'
import { DEFAULT_LOOKAHEAD_MS, type LookaheadMs } from './face-network.ts'
import { FrameSampler, SAMPLER_REACH_STEPS } from './frame-sampler.ts'
import type { TimedPhone } from './metric/score-face.ts'
import { ProsodyTracker } from './prosody-tracker.ts'
import { StepReader } from './step-reader.ts'

/** Other streams get their turn after this much audio (200 ms). */
const STEPS_PER_TURN = 10

export interface AnimationStreamOptions {
  sampleRateHz: number
  /** 24…60. */
  fps?: number
  /** How much of the following sound the mouth may wait for; 0 where the sound cannot be held back. */
  lookaheadMs?: LookaheadMs
  emotion?: AnimationEmotion
}

/** One utterance: sound in, frames with presentation times out. Frame `n` shows the moment `n / fps` of the audio. */
export class AnimationStream {
  private readonly reader: StepReader
  private readonly prosody = new ProsodyTracker()
  private readonly expression: Expression
  private readonly sampler: FrameSampler
  private readonly lookaheadSteps: number
  private samplesIn = 0
  private state: 'open' | 'ended' | 'disposed' = 'open'
  private queue: Promise<unknown> = Promise.resolve()

  constructor(
    private readonly articulator: Articulator,
    private readonly options: AnimationStreamOptions,
  ) {
    this.reader = new StepReader(options.sampleRateHz)
    this.expression = new Expression(options.emotion)
    this.lookaheadSteps = Math.round((options.lookaheadMs ?? DEFAULT_LOOKAHEAD_MS) / 1000 / STEP_S)
    this.sampler = new FrameSampler(options.fps ?? 60, 1 - this.lookaheadSteps)
  }

  get stats(): { audioMs: number; clamped: number } {
    return { audioMs: this.durationS * 1000, clamped: this.sampler.clamped }
  }

  /**
   * Chunks of any size; calls may overlap and are served in order.
   * @param pcm mono at the stream's rate; Float32Array is −1…1
   * @returns the frames that this chunk completes
   * @throws UnderstudyError `bad_request` after `end`, `cancelled` after `dispose`
   */
  push(pcm: Int16Array | Float32Array): Promise<AnimationFrame[]> {
    this.mustBeOpen()
    return this.inOrder(() => {
      this.samplesIn += pcm.length
      return this.animate(this.reader.read(pcm))
    })
  }

  /** Phones whose times are known, on the stream's clock, before their sound is pushed: there the mouth follows them. */
  expect(phones: readonly TimedPhone[]): void {
    this.mustBeOpen()
    this.articulator.expect?.(phones)
  }

  /** From the sound pushed next on the face goes over to this feeling. */
  feel(emotion: AnimationEmotion): void {
    this.mustBeOpen()
    this.queue = this.queue.then(() => this.expression.feel(emotion))
  }

  /** @returns the frames still held back, up to the last moment of the audio */
  end(): Promise<AnimationFrame[]> {
    this.mustBeOpen()
    this.state = 'ended'
    return this.inOrder(() => this.animate(this.reader.finish(this.lookaheadSteps + SAMPLER_REACH_STEPS)))
  }

  dispose(): void {
    this.state = 'disposed'
  }

  private get durationS(): number {
    return this.samplesIn / this.options.sampleRateHz
  }

  private async animate(pcm: Float32Array): Promise<AnimationFrame[]> {
    const frames: AnimationFrame[] = []
    for (let start = 0; start < pcm.length; start += STEPS_PER_TURN * STEP_SAMPLES) {
      if (start > 0) await nextTurn()
      if (this.state === 'disposed') throw disposedError()
      const piece = pcm.subarray(start, start + STEPS_PER_TURN * STEP_SAMPLES)
      const mouths = await this.articulator.articulate(piece)
      mouths.forEach((coefficients, step) => {
        const prosody = this.prosody.step(piece.subarray(step * STEP_SAMPLES, (step + 1) * STEP_SAMPLES))
        this.sampler.add(coefficients, this.expression.step(prosody, coefficients))
      })
      frames.push(...this.sampler.take(this.durationS))
    }
    return frames
  }

  private inOrder<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(() => {
      if (this.state === 'disposed') throw disposedError()
      return work()
    })
    this.queue = result.catch(() => undefined)
    return result
  }

  private mustBeOpen(): void {
    if (this.state === 'disposed') throw disposedError()
    if (this.state === 'ended') {
      throw new UnderstudyError('bad_request', 'This animation stream has ended; open a new one for more audio.')
    }
  }
}

function disposedError(): UnderstudyError {
  return new UnderstudyError('cancelled', 'The animation was cancelled.')
}
