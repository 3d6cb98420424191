import type { AudioEndReason, AudioSource } from '../audio/audio-source.ts'
import type { UnderstudyError } from '../contract/errors.ts'

/** A second listener to a microphone that is open already. It ends with the device, and can be started again. */
export class MicrophoneTap implements AudioSource {
  private onFrame: ((frame: Float32Array) => void) | null = null
  private onEnd: ((reason: AudioEndReason) => void) | null = null

  constructor(
    private readonly taps: Set<MicrophoneTap>,
    private readonly device: () => { label: string; problem: UnderstudyError | null },
  ) {}

  get label(): string {
    return this.device().label || 'Microphone'
  }

  start(onFrame: (frame: Float32Array) => void, onEnd: (reason: AudioEndReason) => void): Promise<void> {
    this.stop()
    const { problem } = this.device()
    if (problem) return Promise.reject(problem)
    this.onFrame = onFrame
    this.onEnd = onEnd
    this.taps.add(this)
    return Promise.resolve()
  }

  stop(): void {
    this.end('stopped')
  }

  push(frame: Float32Array): void {
    this.onFrame?.(frame)
  }

  end(reason: AudioEndReason): void {
    this.taps.delete(this)
    const { onEnd } = this
    this.onFrame = null
    this.onEnd = null
    onEnd?.(reason)
  }
}
