import { decodeFrames } from '../../electron/animation/frame-codec.ts'
import type { AnimationFrame } from '../../electron/contract/animation.ts'
import type { PlaybackCommand, PlaybackReport } from '../../electron/contract/audio.ts'
import { UnderstudyError, type ErrorShape } from '../../electron/contract/errors.ts'
import { Utterance } from './utterance.ts'

/** The face, as far as playing an answer needs it; HeadView fits. Times are seconds on the answer's audio clock. */
export interface FaceSink {
  reset(): void
  pushFrames(frames: readonly AnimationFrame[]): void
  setClock(clock: (() => number | null) | null): void
  flush(): void
}

const TICK_MS = 20
const ANALYSIS_SAMPLES = 1024
const POSITION_REPORT_MS = 100
/** A device that does not start in this time is not going to; on a busy machine one took longer than 1.5 s. */
const SILENT_DEVICE_MS = 4_000
/** Quiet time after which the sound device is let go; resuming it costs less than the time a question takes. */
const SUSPEND_AFTER_MS = 20_000
/** Rate of the embedded voice: the context it needs is ready before the first answer. */
const EXPECTED_SAMPLE_RATE_HZ = 16_000

/**
 * Plays answers: sound by WebAudio, the face by the same clock.
 *
 * The sound goes straight to the context's destination, not through a media element: Chromium takes its echo canceller's
 * reference from everything the browser plays, WebAudio included, and a media element would add its own buffer
 * and hide what is audible now, which `positionMs` has to know.
 *
 * The context runs at the answer's own rate, so that stretches join on the sample and Chromium resamples once, at the device.
 */
export class AnswerPlayer {
  private context: AudioContext | null = null
  /** What is played, once more, for whoever has to know it sample by sample: the echo gate. */
  private played: MediaStreamAudioDestinationNode | null = null
  /** One for all answers: Chromium never lets go of an analyser, which holds a quarter of a megabyte, while its context lives. */
  private analyser: AnalyserNode | null = null
  private utterance: Utterance | null = null
  private face: FaceSink | null = null
  private frames: AnimationFrame[] = []
  /** The answer before this one, for a stop that crosses its end. */
  private last: { turnId: string; heardMs: number } | null = null
  private volume = 1
  private ticker: ReturnType<typeof setInterval> | null = null
  private suspendTimer: ReturnType<typeof setTimeout> | null = null
  private lastReportMs = 0
  private waitingSinceMs = 0
  private frameRequest = 0
  private readonly reportListeners = new Set<(report: PlaybackReport) => void>()

  /**
   * @param onProblem called when the sound device does not play or the face's frames cannot be read
   * @param onStream told what plays from then on, as a stream
   */
  constructor(
    private readonly onProblem: (error: ErrorShape) => void,
    private readonly onStream: (played: MediaStream) => void = () => undefined,
  ) {}

  /** Wakes the sound device, so that an answer that is about to come finds it running. */
  prepare(sampleRateHz = this.context?.sampleRate ?? EXPECTED_SAMPLE_RATE_HZ): void {
    if (this.suspendTimer) clearTimeout(this.suspendTimer)
    this.suspendTimer = null
    if (this.context?.sampleRate !== sampleRateHz) {
      void this.context?.close()
      this.context = new AudioContext({ latencyHint: 'interactive', sampleRate: sampleRateHz })
      this.played = new MediaStreamAudioDestinationNode(this.context, { channelCount: 1 })
      this.analyser = new AnalyserNode(this.context, { fftSize: ANALYSIS_SAMPLES })
      this.analyser.connect(this.context.destination)
      this.onStream(this.played.stream)
    }
    if (this.context.state !== 'running') void this.context.resume().catch(() => undefined)
    if (!this.utterance) this.suspendLater()
  }

  apply(command: PlaybackCommand): void {
    if (command.type === 'begin') return this.begin(command.turnId, command.sampleRateHz)
    const utterance = this.utterance
    if (utterance?.turnId !== command.turnId) {
      // Who asks for silence waits for the answer, also when it was silent already.
      if (command.type === 'flush') this.report({ type: 'flushed', ...this.lastHeard(command.turnId), atEpochMs: Date.now() })
      return
    }
    switch (command.type) {
      case 'audio':
        utterance.schedule(command.startMs, command.pcm)
        break
      case 'frames':
        this.receiveFrames(command.packed)
        break
      case 'end':
        utterance.end()
        break
      case 'hush':
        utterance.hush(command.level)
        break
      case 'flush':
        this.flush()
    }
  }

  /** Silences what plays within a few milliseconds and says how much of it had been heard. */
  flush(): void {
    const utterance = this.utterance
    if (!utterance) return
    const heardMs = utterance.positionMs() ?? 0
    const silentInMs = utterance.silence()
    this.face?.flush()
    this.close()
    this.report({ type: 'flushed', turnId: utterance.turnId, heardMs, atEpochMs: Date.now() + silentInMs })
  }

  get turnId(): string | null {
    return this.utterance?.turnId ?? null
  }

  /** Milliseconds of the answer that are audible now; null while nothing is. */
  positionMs(): number | null {
    return this.utterance?.positionMs() ?? null
  }

  /** Loudness of what plays now, 0…1. */
  rms(): number {
    return this.utterance?.rms() ?? 0
  }

  /** A face that comes in the middle of an answer gets the frames it missed. */
  attachFace(face: FaceSink | null): void {
    this.face = face
    if (!face || !this.utterance) return
    face.reset()
    face.pushFrames(this.frames)
    face.setClock(this.clock)
  }

  setVolume(volume: number): void {
    this.volume = volume
    this.utterance?.setVolume(volume)
  }

  onReport(listener: (report: PlaybackReport) => void): () => void {
    this.reportListeners.add(listener)
    return () => this.reportListeners.delete(listener)
  }

  dispose(): void {
    this.flush()
    this.reportListeners.clear()
    if (this.suspendTimer) clearTimeout(this.suspendTimer)
    void this.context?.close()
    this.context = null
  }

  private readonly clock = (): number | null => {
    const positionMs = this.positionMs()
    return positionMs === null ? null : positionMs / 1000
  }

  private begin(turnId: string, sampleRateHz: number): void {
    this.flush()
    this.prepare(sampleRateHz)
    if (this.suspendTimer) clearTimeout(this.suspendTimer)
    this.suspendTimer = null
    this.utterance = new Utterance(this.context!, turnId, this.volume, { analyser: this.analyser!, played: this.played! })
    this.frames = []
    this.face?.reset()
    this.face?.setClock(this.clock)
    this.lastReportMs = 0
    this.waitingSinceMs = 0
    this.ticker = setInterval(() => this.tick(), TICK_MS)
    this.watchFirstFrame(turnId)
  }

  /** A face that cannot be read leaves the voice playing. */
  private receiveFrames(packed: Uint8Array): void {
    if (packed.byteLength === 0) return
    try {
      const frames = decodeFrames(packed)
      this.frames.push(...frames)
      this.face?.pushFrames(frames)
    } catch (thrown) {
      this.onProblem(UnderstudyError.from(thrown).toShape())
    }
  }

  private tick(): void {
    const utterance = this.utterance
    if (!utterance) return
    const now = Date.now()
    const positionMs = utterance.positionMs()
    if (utterance.finished) {
      this.face?.setClock(null)
      this.close()
      this.report({ type: 'finished', turnId: utterance.turnId, heardMs: positionMs ?? 0 })
    } else if (positionMs === null) {
      this.watchDevice(utterance, now)
    } else {
      if (this.lastReportMs === 0) this.report({ type: 'first_audio', turnId: utterance.turnId, atEpochMs: now - positionMs })
      if (now - this.lastReportMs >= POSITION_REPORT_MS) {
        this.lastReportMs = now
        this.report({ type: 'position', turnId: utterance.turnId, heardMs: positionMs })
      }
    }
  }

  /** Without a clock that moves the conversation would wait for ever. */
  private watchDevice(utterance: Utterance, now: number): void {
    if (!utterance.scheduled || utterance.isPaused) return
    this.waitingSinceMs ||= now
    if (now - this.waitingSinceMs < SILENT_DEVICE_MS) return
    this.onProblem({
      code: 'audio_no_device',
      kind: 'expected',
      message: 'The answer could not be played: check the loudspeaker or headphones, then ask again.',
      retryable: true,
    })
    this.face?.flush()
    this.close()
    this.report({ type: 'finished', turnId: utterance.turnId, heardMs: 0 })
  }

  /** The first animation frame of the page in which sound and a face frame are both there. */
  private watchFirstFrame(turnId: string): void {
    const look = (): void => {
      if (this.utterance?.turnId !== turnId) return
      const positionMs = this.positionMs()
      const first = this.frames[0]
      if (this.face && positionMs !== null && first && first.timeS * 1000 <= positionMs) {
        this.report({ type: 'first_frame', turnId, atEpochMs: Date.now() })
      } else {
        this.frameRequest = requestAnimationFrame(look)
      }
    }
    this.frameRequest = requestAnimationFrame(look)
  }

  private lastHeard(turnId: string): { turnId: string; heardMs: number } {
    return this.last?.turnId === turnId ? this.last : { turnId, heardMs: 0 }
  }

  private close(): void {
    if (this.ticker) clearInterval(this.ticker)
    this.ticker = null
    cancelAnimationFrame(this.frameRequest)
    this.face?.setClock(null)
    if (this.utterance) this.last = { turnId: this.utterance.turnId, heardMs: this.utterance.positionMs() ?? 0 }
    this.utterance?.dispose()
    this.utterance = null
    this.suspendLater()
  }

  private suspendLater(): void {
    if (this.suspendTimer) clearTimeout(this.suspendTimer)
    this.suspendTimer = setTimeout(() => void this.context?.suspend().catch(() => undefined), SUSPEND_AFTER_MS)
  }

  private report(report: PlaybackReport): void {
    for (const listener of this.reportListeners) listener(report)
  }
}
