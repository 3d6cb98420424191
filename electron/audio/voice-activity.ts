import frameProcessorModule from '@ricky0123/vad-web/dist/frame-processor.js'
import { CAPTURE_FRAME_MS } from '../contract/audio.ts'
import type { SpeechDetector } from './silero.ts'

// The package's main entry needs a browser; this file of it is plain CommonJS that runs anywhere.
const { FrameProcessor } = frameProcessorModule

export interface VoiceActivityOptions {
  /** A frame at or over this probability is speech. */
  positiveSpeechThreshold: number
  /** A frame under this one is silence; between the two nothing changes. */
  negativeSpeechThreshold: number
  /** Silence that ends a segment. */
  redemptionMs: number
  /** Speech that a segment needs in all, so that clicks and breaths aren't one. */
  minSpeechMs: number
}

/** For hold-to-talk: the key says when to end, so segments only have to tell speech from noise. */
export const HOLD_TO_TALK: VoiceActivityOptions = {
  positiveSpeechThreshold: 0.5,
  negativeSpeechThreshold: 0.35,
  redemptionMs: 256,
  minSpeechMs: 96,
}

export interface SpeechSegment {
  /** Start of the first frame with speech, counted from the first frame given. */
  startMs: number
  /** End of the last frame with speech. */
  endMs: number
}

export interface VoiceActivityFrame {
  probability: number
  /** Inside a segment, be it too short yet to count. */
  speaking: boolean
  /** With the frame that made the segment long enough: where it began. */
  speechStartMs?: number
  /** With the frame that ended a segment which counted: where its speech ended. */
  speechEndMs?: number
}

/** Speech segments of a live stream, by Silero's probabilities and vad-web's frame processor. */
export class VoiceActivity {
  readonly #processor: InstanceType<typeof FrameProcessor>
  readonly #options: VoiceActivityOptions
  #queue: Promise<unknown> = Promise.resolve()
  #frame = 0
  #segment: SpeechSegment | undefined
  #confirmed = false
  #lastSpeechEndMs: number | undefined

  constructor(
    private readonly vad: SpeechDetector,
    options: Partial<VoiceActivityOptions> = {},
  ) {
    this.#options = { ...HOLD_TO_TALK, ...options }
    this.#processor = new FrameProcessor(
      async (frame) => {
        const isSpeech = await this.vad.process(frame)
        return { isSpeech, notSpeech: 1 - isSpeech }
      },
      () => this.vad.reset(),
      // Padding is the caller's: it holds the sound. None here, so that the processor keeps no copy of silence.
      { ...this.#options, preSpeechPadMs: 0, submitUserSpeechOnPause: false },
      CAPTURE_FRAME_MS,
    )
    this.#processor.resume()
  }

  /** End of the last frame with speech so far, counted from the first frame given. */
  get lastSpeechEndMs(): number | undefined {
    return this.#lastSpeechEndMs
  }

  /** The segment going on, once it is long enough to count. */
  get openSegment(): SpeechSegment | undefined {
    return this.#confirmed ? this.#segment : undefined
  }

  /** Calls may overlap; they are answered in order. */
  push(frame: Float32Array): Promise<VoiceActivityFrame> {
    const result = this.#queue.then(() => this.#push(frame))
    this.#queue = result.catch(() => undefined)
    return result
  }

  /** Starts over: the next frame is the first. */
  reset(): void {
    this.#queue = this.#queue.then(() => {
      this.#processor.reset()
      this.#frame = 0
      this.#segment = undefined
      this.#confirmed = false
      this.#lastSpeechEndMs = undefined
    })
  }

  async #push(frame: Float32Array): Promise<VoiceActivityFrame> {
    const startMs = this.#frame++ * CAPTURE_FRAME_MS
    const endMs = startMs + CAPTURE_FRAME_MS
    const result: VoiceActivityFrame = { probability: 0, speaking: false }
    await this.#processor.process(frame, (event) => {
      switch (event.msg) {
        case 'FRAME_PROCESSED':
          result.probability = event.probs.isSpeech
          break
        case 'SPEECH_START':
          this.#segment = { startMs, endMs }
          break
        case 'SPEECH_REAL_START':
          this.#confirmed = true
          result.speechStartMs = this.#segment?.startMs
          break
        case 'SPEECH_END':
        case 'VAD_MISFIRE':
          if (this.#confirmed) result.speechEndMs = this.#segment?.endMs
          this.#segment = undefined
          this.#confirmed = false
      }
    })
    if (this.#segment && result.probability >= this.#options.positiveSpeechThreshold) {
      this.#segment.endMs = endMs
      this.#lastSpeechEndMs = endMs
    }
    result.speaking = this.#segment !== undefined
    return result
  }
}
