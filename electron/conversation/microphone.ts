import type { AudioSource } from '../audio/audio-source.ts'
import { HoldCapture, type CapturedFrame } from '../audio/hold-capture.ts'
import { LevelMeter } from '../audio/level-meter.ts'
import { NativeMicrophoneSource } from '../audio/native-microphone-source.ts'
import type { SpeechDetector } from '../audio/silero.ts'
import type { EchoReading, InputLevel, MicrophoneMessage } from '../contract/audio.ts'
import { UnderstudyError } from '../contract/errors.ts'
import type { MicrophonePort } from '../contract/host.ts'
import type { Settings } from '../contract/settings.ts'
import { MicrophoneTap } from './microphone-tap.ts'

type EndReason = Extract<MicrophoneMessage, { type: 'ended' }>['reason']

const LEVEL_EVERY_MS = 100

/** What a person reads when there is no microphone; each says that typing still works. */
const PROBLEMS: Record<Exclude<EndReason, 'stopped'>, UnderstudyError> = {
  device_lost: new UnderstudyError('audio_device_lost', 'The microphone was unplugged. Plug it in again or choose another in Settings; typing still works.'),
  no_device: new UnderstudyError('audio_no_device', 'No microphone was found. Connect one and try again; typing still works.'),
  permission_denied: new UnderstudyError('audio_permission_denied', 'The microphone is not allowed. Allow it in your system settings; typing still works.'),
  failed: new UnderstudyError('audio_no_device', 'The microphone could not be opened. Choose another in Settings; typing still works.', { retryable: true }),
}

/**
 * The microphone of the app, from the page or native, as one stream of frames into the capture. It stays open
 * between holds because the first word of a question is in the pre-roll; outside a hold nothing is kept.
 */
export class Microphone {
  /** Why there is no sound at present; null while there is. */
  problem: UnderstudyError | null = null
  private readonly meter = new LevelMeter()
  private readonly levelTimer: NodeJS.Timeout
  private readonly taps = new Set<MicrophoneTap>()
  private native: AudioSource | null = null
  private receiving = false
  private deviceLabel = ''
  readonly capture: HoldCapture

  constructor(
    vad: SpeechDetector,
    private readonly on: {
      level(level: InputLevel): void
      problem(error: UnderstudyError): void
      /** Every frame, once it is known how much of it is speech. */
      frame?(frame: CapturedFrame): void
      /** Asks the page to open or close its microphone. */
      request(open: boolean, deviceId: string): void
    },
  ) {
    this.capture = new HoldCapture({
      vad,
      onFrame: (frame) => {
        this.meter.push(frame.samples, frame.probability, performance.now())
        this.on.frame?.(frame)
      },
    })
    this.levelTimer = setInterval(() => {
      if (this.receiving) this.on.level(this.meter.read(performance.now()))
    }, LEVEL_EVERY_MS)
  }

  /** The same sound for somebody else who listens, a meeting; any number at once. */
  tap(): AudioSource {
    return new MicrophoneTap(this.taps, () => ({ label: this.deviceLabel, problem: this.problem }))
  }

  /** The page's port: asked at once for sound if the settings want it from there. */
  attach(port: MicrophonePort, settings: Settings): void {
    port.onMessage((message) => this.receive(message))
    port.onClose(() => this.capture.endOfInput())
    void this.apply(settings)
  }

  /** Opens the source which the settings name and closes the other. */
  async apply(settings: Settings): Promise<void> {
    this.native?.stop()
    this.native = null
    const usesPage = settings.captureSource === 'page' && settings.firstRunDone
    this.on.request(usesPage, settings.microphoneId)
    if (settings.captureSource !== 'native' || !settings.firstRunDone) return
    try {
      this.native = new NativeMicrophoneSource()
      await this.native.start(
        (frame) => this.push(frame),
        (reason) => this.ended(reason === 'finished' ? 'stopped' : reason),
      )
      this.problem = null
      this.deviceLabel = this.native.label
    } catch (error) {
      this.problem = UnderstudyError.from(error)
      this.on.problem(this.problem)
    }
  }

  dispose(): void {
    clearInterval(this.levelTimer)
    this.native?.stop()
    this.capture.dispose()
  }

  private receive(message: MicrophoneMessage): void {
    if (message.type === 'frame') this.push(message.samples, message.echo)
    else if (message.type === 'started') this.started(message.label)
    else this.ended(message.reason)
  }

  private started(label: string): void {
    this.problem = null
    this.deviceLabel = label
  }

  private push(frame: Float32Array, echo?: EchoReading): void {
    this.receiving = true
    this.capture.push(frame, echo)
    for (const tap of this.taps) tap.push(frame)
  }

  private ended(reason: EndReason): void {
    this.receiving = false
    // What was said before the cable came out is answered all the same.
    this.capture.endOfInput()
    if (reason !== 'stopped') this.problem = PROBLEMS[reason]
    for (const tap of this.taps) tap.end(reason)
    if (reason === 'stopped') return
    this.on.problem(PROBLEMS[reason])
  }
}
