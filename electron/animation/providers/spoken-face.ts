import type { UnderstudyError } from '../../contract/errors.ts'
import type { AnimationCall } from '../animation-client.ts'
import type { TimedCoefficients } from './azure/blend-shapes.ts'
import type { FaceProvider, FaceSink, StreamStart } from './face-provider.ts'
import { ProviderCall } from './provider-call.ts'

/** Frames are handed on when they are at most so far ahead of the sound: a voice may send all of them before its first sample. */
const AHEAD_S = 0.5

/** Frames that come with a voice's sound, as a provider like the others: whoever plays the sound hands them on. */
export class SpokenFace implements FaceProvider {
  readonly animatesHead = false
  private sink: FaceSink | null = null
  private waiting: TimedCoefficients[] = []
  private soundS = 0
  private isOver = false
  private failure: UnderstudyError | null = null

  constructor(readonly name: string) {}

  open(start: StreamStart, options: { signal?: AbortSignal } = {}): Promise<AnimationCall> {
    return Promise.resolve(
      new ProviderCall({
        name: this.name,
        start,
        connect: (sink) => {
          this.sink = sink
          // The call is whole only after this.
          queueMicrotask(() => this.deliver())
          return {
            send: (pcm) => {
              this.soundS += pcm.length / start.sampleRate
              this.deliver()
              return Promise.resolve()
            },
            end: () => {
              this.isOver = true
              this.deliver()
              return Promise.resolve()
            },
            close: () => (this.sink = null),
          }
        },
        ...options,
      }),
    )
  }

  /** In any order; before or after the sound that they belong to. Times are of the whole sound. */
  frames(frames: readonly TimedCoefficients[]): void {
    this.waiting.push(...frames)
    this.deliver()
  }

  fail(error: UnderstudyError): void {
    this.failure ??= error
    this.deliver()
  }

  dispose(): void {
    this.sink = null
  }

  private deliver(): void {
    if (!this.sink) return
    this.waiting.sort((a, b) => a.timeS - b.timeS)
    const later = this.waiting.findIndex(({ timeS }) => timeS > this.soundS + AHEAD_S)
    for (const { timeS, coefficients } of this.waiting.splice(0, later < 0 ? this.waiting.length : later)) this.sink?.frame(timeS, coefficients)
    if (this.failure) this.sink?.failed(this.failure)
    else if (this.isOver) this.sink?.finished()
  }
}
