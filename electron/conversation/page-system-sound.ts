import type { AudioEndReason, AudioSource } from '../audio/audio-source.ts'
import type { MicrophoneMessage } from '../contract/audio.ts'
import type { MicrophonePort } from '../contract/host.ts'

/** What the machine plays, captured by the page for as long as somebody listens: it is asked to open and to close. */
export class PageSystemSound implements AudioSource {
  label = 'System sound'
  private onFrame: ((frame: Float32Array) => void) | null = null
  private onEnd: ((reason: AudioEndReason) => void) | null = null

  constructor(private readonly request: (open: boolean) => void) {}

  /** The page's port; a page that comes back after a reload goes on where the one before was. */
  attach(port: MicrophonePort): void {
    port.onMessage((message) => this.receive(message))
    if (this.onFrame) this.request(true)
  }

  start(onFrame: (frame: Float32Array) => void, onEnd: (reason: AudioEndReason) => void): Promise<void> {
    this.end('stopped')
    this.onFrame = onFrame
    this.onEnd = onEnd
    this.request(true)
    return Promise.resolve()
  }

  stop(): void {
    if (!this.onFrame) return
    this.request(false)
    this.end('stopped')
  }

  private receive(message: MicrophoneMessage): void {
    if (message.type === 'frame') this.onFrame?.(message.samples)
    else if (message.type === 'started') this.label = message.label
    else this.end(message.reason)
  }

  private end(reason: AudioEndReason): void {
    const { onEnd } = this
    this.onFrame = null
    this.onEnd = null
    onEnd?.(reason)
  }
}
