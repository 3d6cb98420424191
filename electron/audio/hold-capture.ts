import { CAPTURE_FRAME_MS, MAX_DRAIN_MS, PRE_ROLL_MS, type EchoReading } from '../contract/audio.ts'
import { UnderstudyError } from '../contract/errors.ts'
import { concat } from './pcm.ts'
import type { SpeechDetector } from './silero.ts'
import { HOLD_TO_TALK, VoiceActivity } from './voice-activity.ts'

/** Silent frames after which the last word is over. */
const SETTLED_FRAMES = 3
/** Kept around the speech, so that soft onsets and endings stay whole. */
const LEAD_MS = 224
const TAIL_MS = 192
/** How long before the key a word may begin and still be what the key was pressed for. */
const EARLY_START_MS = 128

export interface HeldSpeech {
  /** Mono 16 kHz: the speech with a little around it; everything held when there was none. */
  readonly samples: Float32Array
  /** Names exactly which sound `samples` is: the same range means the same samples. */
  range: string
  /** Counted from the start of the hold, pre-roll included; both 0 when there was no speech. */
  speechStartMs: number
  speechEndMs: number
  /** False for an empty hold, a key click, a breath or noise. */
  hadSpeech: boolean
  /** Between the end of the speech and the end of what was recorded. */
  trailingSilenceMs: number
  heldMs: number
}

export interface CapturedFrame {
  samples: Float32Array
  /** Of speech. */
  probability: number
  /** Of the loudspeaker, where something plays and an echo gate listens. */
  echo?: EchoReading
}

export interface HoldCaptureOptions {
  vad: SpeechDetector
  preRollMs?: number
  maxDrainMs?: number
  /** Every frame once its probability is known, held or not: for the level meter. */
  onFrame?: (frame: CapturedFrame) => void
}

interface Hold {
  /** Recorded before the key went down, so that the first word is whole. */
  pressedAt: number
  frames: CapturedFrame[]
  firstFrame: number
  /** Frames known to exist when the key went up. */
  releasedAt?: number
  timer?: NodeJS.Timeout
  resolve?: (speech: HeldSpeech) => void
  reject?: (error: UnderstudyError) => void
}

/**
 * Records while a key is held. It is given every frame while the microphone is open, so that the sound
 * from just before the key is there; after key-up it goes on until the last word is over: no time at all
 * when the speaker had stopped before, `maxDrainMs` at most.
 */
export class HoldCapture {
  readonly #activity: VoiceActivity
  readonly #preRollFrames: number
  readonly #maxDrainFrames: number
  /** The latest frames while no key is held. */
  #ring: CapturedFrame[] = []
  #hold: Hold | undefined
  #pushed = 0
  #processed = 0
  #silentRun = 0
  #inputEnded = false
  /** Segments that counted as speech, in ms of the whole stream; the last may still grow. */
  #segments: { startMs: number; endMs: number }[] = []

  constructor(private readonly options: HoldCaptureOptions) {
    this.#activity = new VoiceActivity(options.vad)
    this.#preRollFrames = Math.ceil((options.preRollMs ?? PRE_ROLL_MS) / CAPTURE_FRAME_MS)
    this.#maxDrainFrames = Math.floor((options.maxDrainMs ?? MAX_DRAIN_MS) / CAPTURE_FRAME_MS)
  }

  /** Between `press` and the end of the drain. */
  get holding(): boolean {
    return this.#hold !== undefined
  }

  /** A frame of 512 samples at 16 kHz; it is kept, don't write to it again. */
  push(samples: Float32Array, echo?: EchoReading): void {
    this.#inputEnded = false
    this.#pushed++
    void this.#process(samples, echo)
  }

  /**
   * The key went down.
   * @param options.preRoll false leaves out the sound before it; `near` keeps of it only what somebody said over the loudspeaker,
   *   as when the persona was just speaking: nothing where no echo gate listens
   */
  press({ preRoll = true }: { preRoll?: boolean | 'near' } = {}): void {
    this.cancel()
    const frames = preRoll === 'near' ? this.#nearFrames() : preRoll ? this.#ring : []
    this.#hold = { pressedAt: this.#pushed, frames, firstFrame: this.#processed - frames.length }
    this.#ring = []
  }

  /** What `release` would give if it came now, without waiting; undefined while no key is held. */
  snapshot(): HeldSpeech | undefined {
    return this.#hold && this.#speechIn(this.#hold)
  }

  /**
   * The key went up: what was said.
   * @throws UnderstudyError `cancelled` after `cancel`, `dispose` or another `press`.
   */
  release(): Promise<HeldSpeech> {
    const hold = this.#hold
    if (!hold || hold.resolve) {
      return Promise.reject(new UnderstudyError('internal', 'The key was let go before it was held.'))
    }
    return new Promise((resolve, reject) => {
      hold.releasedAt = this.#pushed
      hold.resolve = resolve
      hold.reject = reject
      // A device that stops delivering without a word must not keep the question waiting.
      hold.timer = setTimeout(() => this.#finish(hold), (this.#maxDrainFrames + 2) * CAPTURE_FRAME_MS)
      this.#finishIfSettled()
    })
  }

  /** No more frames will come: the recording is at its end or the device is gone. */
  endOfInput(): void {
    this.#inputEnded = true
    this.#finishIfSettled()
  }

  /** Forgets what is held. */
  cancel(): void {
    const hold = this.#hold
    if (!hold) return
    this.#letGo(hold)
    hold.reject?.(new UnderstudyError('cancelled', 'The question was dropped.'))
  }

  dispose(): void {
    this.cancel()
    this.#ring = []
  }

  async #process(samples: Float32Array, echo?: EchoReading): Promise<void> {
    const { probability, speechEndMs } = await this.#activity.push(samples)
    this.#processed++
    this.#silentRun = probability < HOLD_TO_TALK.negativeSpeechThreshold ? this.#silentRun + 1 : 0
    const open = this.#activity.openSegment
    // It may have been forgotten in a long doubt, neither speech nor silence, and go on all the same.
    if (open && this.#segments.at(-1)?.startMs !== open.startMs) this.#segments.push({ ...open })
    const last = this.#segments.at(-1)
    if (last) last.endMs = open?.endMs ?? speechEndMs ?? last.endMs
    const frame: CapturedFrame = echo ? { samples, probability, echo } : { samples, probability }
    if (this.#hold) this.#hold.frames.push(frame)
    else this.#keepInRing(frame)
    this.options.onFrame?.(frame)
    this.#finishIfSettled()
  }

  /** The latest, as far back as somebody was heard without a break. */
  #nearFrames(): CapturedFrame[] {
    return this.#ring.slice(this.#ring.findLastIndex(({ echo }) => !echo?.near) + 1)
  }

  #keepInRing(frame: CapturedFrame): void {
    this.#ring.push(frame)
    if (this.#ring.length > this.#preRollFrames) this.#ring.shift()
    const ringStartMs = (this.#processed - this.#ring.length) * CAPTURE_FRAME_MS
    this.#segments = this.#segments.filter((segment) => segment.endMs > ringStartMs)
  }

  #finishIfSettled(): void {
    const hold = this.#hold
    if (hold?.releasedAt === undefined || this.#processed < hold.releasedAt) return
    const settled = this.#silentRun >= SETTLED_FRAMES
    const drained = this.#processed - hold.releasedAt >= this.#maxDrainFrames
    const ended = this.#inputEnded && this.#processed === this.#pushed
    if (settled || drained || ended) this.#finish(hold)
  }

  #finish(hold: Hold): void {
    const speech = this.#speechIn(hold)
    this.#letGo(hold)
    hold.resolve?.(speech)
  }

  #letGo(hold: Hold): void {
    clearTimeout(hold.timer)
    this.#hold = undefined
    this.#ring = hold.frames.slice(-this.#preRollFrames)
  }

  #speechIn(hold: Hold): HeldSpeech {
    const originMs = hold.firstFrame * CAPTURE_FRAME_MS
    const heldMs = hold.frames.length * CAPTURE_FRAME_MS
    const earliestEndMs = hold.pressedAt * CAPTURE_FRAME_MS - EARLY_START_MS + HOLD_TO_TALK.minSpeechMs
    const spoken = this.#segments.filter((segment) => segment.endMs > Math.max(originMs, earliestEndMs))
    const first = spoken[0]
    const last = spoken.at(-1)
    if (!first || !last) {
      return speech(hold.frames.slice(), { range: `0-${heldMs}`, speechStartMs: 0, speechEndMs: 0, hadSpeech: false, trailingSilenceMs: heldMs, heldMs })
    }
    const speechStartMs = Math.max(0, first.startMs - originMs)
    const speechEndMs = Math.min(heldMs, last.endMs - originMs)
    const fromMs = Math.max(0, speechStartMs - LEAD_MS)
    const toMs = Math.min(heldMs, speechEndMs + TAIL_MS)
    const frames = hold.frames.slice(fromMs / CAPTURE_FRAME_MS, toMs / CAPTURE_FRAME_MS)
    return speech(frames, {
      range: `${fromMs}-${toMs}`,
      speechStartMs,
      speechEndMs,
      hadSpeech: true,
      trailingSilenceMs: heldMs - speechEndMs,
      heldMs,
    })
  }
}

/** Its samples are joined when they are asked for: somebody who looks many times a second at a growing hold mostly needs none of them. */
function speech(frames: readonly CapturedFrame[], about: Omit<HeldSpeech, 'samples'>): HeldSpeech {
  let joined: Float32Array | null = null
  return {
    ...about,
    get samples() {
      return (joined ??= concat(frames.map((frame) => frame.samples)))
    },
  }
}
