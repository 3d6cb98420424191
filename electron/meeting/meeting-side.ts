import type { AudioEndReason, AudioSource } from '../audio/audio-source.ts'
import { LevelMeter } from '../audio/level-meter.ts'
import { floatToInt16 } from '../audio/pcm.ts'
import type { SpeechDetector } from '../audio/silero.ts'
import { VoiceActivity, type VoiceActivityFrame } from '../audio/voice-activity.ts'
import { CAPTURE_FRAME_MS, CAPTURE_FRAME_SAMPLES, type InputLevel } from '../contract/audio.ts'
import { UnderstudyError } from '../contract/errors.ts'
import type { MeetingSource } from '../contract/meeting.ts'
import type { MeetingTime } from './meeting-time.ts'
import { MEETING_ACTIVITY, Segmenter, type Piece, type Progress } from './segmenter.ts'
import { lostSource, silentSource } from './side-troubles.ts'

export interface SideEvents {
  /** Something was heard, or a moment passed: there may be something to transcribe. */
  advanced(): void
  ended(piece: Piece): void
  /** 16-bit samples for the recording; `atSample` on the meeting's clock. */
  sound(atSample: number, pcm: Int16Array): void
  level(level: InputLevel): void
  /** The device and why nothing is heard of it; null while it is heard. */
  state(label: string | null, trouble: UnderstudyError | null): void
}

/** Frames handed to the recording at once: half a second, so that a kill loses less than one. */
const SOUND_FRAMES = 16
/** Frames that may come this much late in a burst, or early from a fast clock. */
const SLACK_FRAMES = 8
/** A source behind the clock for this long has lost sound, and was not only late. */
const BEHIND_MS = 1_000
/** A source that gives nothing for this long is filled up with silence. */
const PATIENCE_MS = { open: 2_000, opening: 1_000, lost: 1_000, finished: 0 }
/** Ticks come ten times a second. */
const LATE_TICK_MS = 600
/** Not one sample other than zero for this long is called out. */
const NO_SIGNAL_MS = 4_000
const RETRY_MS = 2_000
const RETRY_REFUSED_MS = 30_000
const SILENT_FRAME = new Float32Array(CAPTURE_FRAME_SAMPLES)

/**
 * One side of a meeting: its device, its own voice detector, its segments. The frames counted are its clock; what a
 * device loses is filled with silence, so that both sides stay aligned with the meeting's time.
 */
export class MeetingSide {
  private readonly meter = new LevelMeter()
  private readonly segmenter: Segmenter
  private readonly activity: VoiceActivity
  private activityOffsetMs = 0
  /** Frames so far, silence put in included. */
  private count = 0
  private sound: Int16Array[] = []
  private soundFrom = 0
  private source: 'off' | 'opening' | 'open' | 'finished' | 'lost' = 'off'
  private fresh = false
  private lastFrameMs = 0
  private lastSignalMs = 0
  private retryAtMs = 0
  private lastTickMs = 0
  private leastLag = Infinity
  private lagSinceMs = 0
  private told: string | undefined

  constructor(
    readonly name: MeetingSource,
    private readonly device: AudioSource,
    vad: SpeechDetector,
    private readonly time: MeetingTime,
    private readonly on: SideEvents,
    nextId: () => string,
  ) {
    this.activity = new VoiceActivity(vad, MEETING_ACTIVITY)
    this.segmenter = new Segmenter({ ended: (piece) => this.on.ended(piece) }, nextId)
  }

  /** Nothing more will come of it. */
  get finished(): boolean {
    return this.source === 'finished'
  }

  get speaking(): boolean {
    return this.segmenter.speaking
  }

  /** The segment going on. */
  progress(): Progress | null {
    return this.segmenter.progress()
  }

  /** The segment going on, with its sound. */
  snapshot(): Piece | null {
    return this.segmenter.snapshot()
  }

  /** Opens the device. One that does not open is told as trouble and tried again. */
  start(): void {
    const now = this.time.nowMs()
    this.lastFrameMs = now
    this.lastSignalMs = now
    void this.open()
  }

  /** Closes the device; what was being said is a segment. Resolves when the last frame has been heard. */
  async stop(): Promise<void> {
    this.source = 'off'
    this.device.stop()
    await this.activity.push(SILENT_FRAME)
    this.segmenter.finish()
    this.activity.reset()
    this.activityOffsetMs = this.count * CAPTURE_FRAME_MS
    this.flushSound()
  }

  /** About ten times a second. */
  tick(): void {
    const now = this.time.nowMs()
    const late = now - this.lastTickMs > LATE_TICK_MS
    this.lastTickMs = now
    if (this.source === 'off') return
    if (this.source === 'lost' && now >= this.retryAtMs) void this.open()
    // After a moment in which nothing ran the frames of that moment are still to come.
    if (!late && now - this.lastFrameMs > PATIENCE_MS[this.source]) this.fillUpTo(now)
    this.watchSignal(now)
    this.on.level(this.meter.read(now))
    this.on.advanced()
  }

  private async open(): Promise<void> {
    this.source = 'opening'
    this.fresh = true
    try {
      await this.device.start(
        (frame, whole) => this.receive(frame, whole),
        (reason) => this.ended(reason),
      )
      if (this.isOff()) return this.device.stop()
      if (!this.finished) this.source = 'open'
      this.lastSignalMs = this.time.nowMs()
      this.lastFrameMs = this.lastSignalMs
      this.tell(null)
    } catch (thrown) {
      if (!this.isOff()) this.lose(UnderstudyError.from(thrown))
    }
  }

  private isOff(): boolean {
    return this.source === 'off'
  }

  private ended(reason: AudioEndReason): void {
    if (this.source === 'off') return
    if (reason === 'stopped') return this.openAgain()
    if (reason !== 'finished') return this.lose(lostSource(this.name, reason))
    this.source = 'finished'
    this.flushSound()
  }

  /** Somebody else closed it, to open another device in its place. */
  private openAgain(): void {
    this.source = 'lost'
    this.retryAtMs = this.time.nowMs()
  }

  private lose(error: UnderstudyError): void {
    this.source = 'lost'
    this.retryAtMs = this.time.nowMs() + (error.code === 'audio_permission_denied' ? RETRY_REFUSED_MS : RETRY_MS)
    this.tell(error)
  }

  private receive(frame: Float32Array, whole = frame): void {
    if (this.source === 'off') return
    const now = this.time.nowMs()
    this.lastFrameMs = now
    const lag = Math.floor(now / CAPTURE_FRAME_MS) - this.count - 1
    if (this.fresh) {
      this.fresh = false
      this.fill(lag)
      this.forgetLag(now)
    } else if (lag < -SLACK_FRAMES && !this.segmenter.speaking) {
      return
    } else {
      this.leastLag = Math.min(this.leastLag, lag)
      if (now - this.lagSinceMs >= BEHIND_MS) {
        if (this.leastLag > SLACK_FRAMES) this.fill(this.leastLag)
        this.forgetLag(now)
      }
    }
    this.push(frame, whole)
    if (whole.some((sample) => sample !== 0)) this.lastSignalMs = now
    this.watchSignal(now)
  }

  private forgetLag(now: number): void {
    this.leastLag = Infinity
    this.lagSinceMs = now
  }

  private fillUpTo(now: number): void {
    this.fill(Math.floor(now / CAPTURE_FRAME_MS) - this.count)
  }

  private fill(frames: number): void {
    for (let i = 0; i < frames; i++) this.push(SILENT_FRAME)
  }

  private push(frame: Float32Array, whole = frame): void {
    this.count++
    this.sound.push(floatToInt16(whole))
    if (this.sound.length >= SOUND_FRAMES) this.flushSound()
    const offsetMs = this.activityOffsetMs
    void this.activity.push(frame).then((activity) => this.heard(frame, shifted(activity, offsetMs)))
  }

  private heard(frame: Float32Array, activity: VoiceActivityFrame): void {
    this.meter.push(frame, activity.probability, this.time.nowMs())
    this.segmenter.push(frame, activity)
    this.on.advanced()
  }

  private flushSound(): void {
    const frames = this.sound
    if (frames.length === 0) return
    this.sound = []
    const pcm = new Int16Array(frames.length * CAPTURE_FRAME_SAMPLES)
    frames.forEach((frame, i) => pcm.set(frame, i * CAPTURE_FRAME_SAMPLES))
    this.on.sound(this.soundFrom, pcm)
    this.soundFrom += pcm.length
  }

  private watchSignal(now: number): void {
    if (this.source !== 'open') return
    this.tell(now - this.lastSignalMs > NO_SIGNAL_MS ? silentSource(this.name) : null)
  }

  private tell(trouble: UnderstudyError | null): void {
    const told = `${this.device.label}\n${trouble?.message ?? ''}`
    if (told === this.told) return
    this.told = told
    this.on.state(trouble && this.count === 0 ? null : this.device.label, trouble)
  }
}

function shifted(activity: VoiceActivityFrame, offsetMs: number): VoiceActivityFrame {
  return {
    ...activity,
    ...(activity.speechStartMs !== undefined && { speechStartMs: activity.speechStartMs + offsetMs }),
    ...(activity.speechEndMs !== undefined && { speechEndMs: activity.speechEndMs + offsetMs }),
  }
}
