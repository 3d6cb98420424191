import { CAPTURE_FRAME_SAMPLES } from '../contract/audio.ts'
import type { AudioEndReason, AudioSource, OnFrame } from './audio-source.ts'

/** Sound that somebody else records: the page's microphone, over its port. */
export class PushSource implements AudioSource {
  #onFrame: OnFrame | undefined
  #onEnd: ((reason: AudioEndReason) => void) | undefined
  #frame = new Float32Array(CAPTURE_FRAME_SAMPLES)
  #whole = new Float32Array(CAPTURE_FRAME_SAMPLES)
  #filled = 0

  constructor(readonly label: string) {}

  async start(onFrame: OnFrame, onEnd: (reason: AudioEndReason) => void): Promise<void> {
    this.stop()
    this.#onFrame = onFrame
    this.#onEnd = onEnd
    this.#filled = 0
  }

  /** Mono 16 kHz samples, any number; dropped while nobody listens. @param whole as many, for a recording */
  push(samples: Float32Array, whole = samples): void {
    for (let at = 0; at < samples.length && this.#onFrame; ) {
      const part = samples.subarray(at, at + CAPTURE_FRAME_SAMPLES - this.#filled)
      this.#frame.set(part, this.#filled)
      this.#whole.set(whole.subarray(at, at + part.length), this.#filled)
      this.#filled += part.length
      at += part.length
      if (this.#filled < CAPTURE_FRAME_SAMPLES) continue
      const [frame, kept] = [this.#frame, this.#whole]
      this.#frame = new Float32Array(CAPTURE_FRAME_SAMPLES)
      this.#whole = new Float32Array(CAPTURE_FRAME_SAMPLES)
      this.#filled = 0
      this.#onFrame(frame, kept)
    }
  }

  /** The recorder has ended; what is left of a frame is dropped. */
  end(reason: AudioEndReason): void {
    const onEnd = this.#onEnd
    this.#onFrame = undefined
    this.#onEnd = undefined
    onEnd?.(reason)
  }

  stop(): void {
    this.end('stopped')
  }
}
