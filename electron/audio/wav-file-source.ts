import { basename } from 'node:path'
import { CAPTURE_FRAME_MS, CAPTURE_FRAME_SAMPLES } from '../contract/audio.ts'
import type { AudioEndReason, AudioSource } from './audio-source.ts'
import { readSpeech } from './read-speech.ts'

export interface WavFileSourceOptions {
  /** `fast` delivers as quickly as the event loop turns. */
  pacing?: 'real-time' | 'fast'
  label?: string
}

/** A recording in place of a microphone. The last, partial frame is filled up with zeros. */
export class WavFileSource implements AudioSource {
  readonly label: string
  readonly #pacing: 'real-time' | 'fast'
  #cancel: (() => void) | undefined

  /** @param samples mono, 16 kHz */
  constructor(
    private readonly samples: Float32Array,
    options: WavFileSourceOptions = {},
  ) {
    this.label = options.label ?? 'Recording'
    this.#pacing = options.pacing ?? 'real-time'
  }

  /** @throws UnderstudyError as `readWav`. */
  static async open(path: string, options: WavFileSourceOptions = {}): Promise<WavFileSource> {
    return new WavFileSource(await readSpeech(path), { label: basename(path), ...options })
  }

  async start(onFrame: (frame: Float32Array) => void, onEnd: (reason: AudioEndReason) => void): Promise<void> {
    this.stop()
    const frames = Math.ceil(this.samples.length / CAPTURE_FRAME_SAMPLES)
    const startMs = performance.now()
    let next = 0
    let timer: NodeJS.Timeout | NodeJS.Immediate
    const end = (reason: AudioEndReason): void => {
      clearTimeout(timer as NodeJS.Timeout)
      clearImmediate(timer as NodeJS.Immediate)
      this.#cancel = undefined
      onEnd(reason)
    }
    const deliver = (): void => {
      // A frame is due when its last sample would have been recorded. Against the clock, a late timer delays no later frame.
      const due = this.#pacing === 'fast' ? next + 1 : Math.floor((performance.now() - startMs) / CAPTURE_FRAME_MS)
      while (next < Math.min(due, frames) && this.#cancel) onFrame(this.#frame(next++))
      if (!this.#cancel) return
      if (next >= frames) return end('finished')
      schedule()
    }
    const schedule = (): void => {
      const waitMs = startMs + (next + 1) * CAPTURE_FRAME_MS - performance.now()
      timer = this.#pacing === 'fast' ? setImmediate(deliver) : setTimeout(deliver, Math.max(0, waitMs))
    }
    this.#cancel = () => end('stopped')
    schedule()
  }

  stop(): void {
    this.#cancel?.()
  }

  #frame(index: number): Float32Array {
    const frame = new Float32Array(CAPTURE_FRAME_SAMPLES)
    const at = index * CAPTURE_FRAME_SAMPLES
    frame.set(this.samples.subarray(at, at + CAPTURE_FRAME_SAMPLES))
    return frame
  }
}
