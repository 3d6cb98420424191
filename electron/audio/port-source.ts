import type { MicrophoneMessage } from '../contract/audio.ts'
import { UnderstudyError } from '../contract/errors.ts'
import type { MicrophonePort } from '../contract/host.ts'
import type { AudioEndReason, AudioSource, OnFrame } from './audio-source.ts'
import { PushSource } from './push-source.ts'

/** A window that does not answer within this time is gone, or asks the user something that nobody sees. */
const OPENS_WITHIN_MS = 15_000

/** Sound that the page captures when asked: the system's, by display capture. */
export class PortSource implements AudioSource {
  private name = 'System sound'
  private frames: PushSource | null = null
  private opening: { resolve(): void; reject(error: UnderstudyError): void } | null = null
  private port: MicrophonePort | null = null

  /** @param request asks the page to open or close it */
  constructor(private readonly request: (open: boolean) => void) {}

  get label(): string {
    return this.name
  }

  /** The page's port; a new page has a new one. */
  attach(port: MicrophonePort): void {
    this.port = port
    port.onMessage((message) => this.receive(message))
    port.onClose(() => {
      if (this.port !== port) return
      this.port = null
      this.finish('device_lost')
    })
  }

  async start(onFrame: OnFrame, onEnd: (reason: AudioEndReason) => void): Promise<void> {
    this.stop()
    if (!this.port) throw closed()
    const opened = new Promise<void>((resolve, reject) => (this.opening = { resolve, reject }))
    const timeout = setTimeout(() => this.opening?.reject(closed()), OPENS_WITHIN_MS)
    this.request(true)
    try {
      await opened
    } catch (error) {
      this.request(false)
      throw error
    } finally {
      clearTimeout(timeout)
      this.opening = null
    }
    this.frames = new PushSource(this.name)
    await this.frames.start(onFrame, onEnd)
  }

  stop(): void {
    if (!this.frames && !this.opening) return
    this.request(false)
    this.finish('stopped')
  }

  private receive(message: MicrophoneMessage): void {
    if (message.type === 'frame') {
      this.frames?.push(message.samples, message.whole)
    } else if (message.type === 'started') {
      this.name = message.label || this.name
      this.opening?.resolve()
    } else if (this.opening) {
      // What the page closed just before, to open it anew, is no refusal.
      if (message.reason !== 'stopped') this.opening.reject(refused(message.reason))
    } else {
      this.finish(message.reason === 'stopped' ? 'device_lost' : message.reason)
    }
  }

  private finish(reason: AudioEndReason): void {
    const { frames, opening } = this
    this.frames = null
    this.opening = null
    opening?.reject(closed())
    frames?.end(reason)
  }
}

function closed(): UnderstudyError {
  return new UnderstudyError('audio_no_device', 'The sound of this machine could not be captured: keep the window of Understudy open.', { retryable: true })
}

function refused(reason: Exclude<Extract<MicrophoneMessage, { type: 'ended' }>['reason'], 'stopped'>): UnderstudyError {
  return reason === 'permission_denied'
    ? new UnderstudyError('audio_permission_denied', 'Capturing the sound of this machine is not allowed: allow screen and system audio recording in your system settings.')
    : new UnderstudyError('audio_no_device', 'The sound of this machine cannot be captured here: the others are recorded only as far as your microphone hears them.', { retryable: true })
}
