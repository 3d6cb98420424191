import type { MicrophoneMessage } from '../../electron/contract/audio.ts'
import { CaptureStream } from './capture-stream.ts'
import { reasonOf } from './microphone.ts'

/** What the machine plays is neither echo nor noise of a room: it is taken as it is. */
const UNTOUCHED: MediaTrackConstraints = { echoCancellation: false, noiseSuppression: false, autoGainControl: false }

/**
 * The page's half of the system's sound, while a meeting runs: display capture, of which only the sound is kept. It opens
 * and closes when the main process asks, and says so as the microphone does.
 */
export class SystemSound {
  private capture: CaptureStream | null = null
  private opening: AbortController | null = null
  private readonly listeners = new Set<(message: MicrophoneMessage) => void>()

  constructor(private readonly devices: MediaDevices = navigator.mediaDevices) {}

  /** Never rejects: how it went is told by a message. */
  async open(): Promise<void> {
    if (this.capture || this.opening) return
    const opening = new AbortController()
    this.opening = opening
    try {
      const capture = await CaptureStream.open(await this.requestSound(), opening.signal, {
        frame: ({ samples }) => this.emit({ type: 'frame', samples }),
        lost: (stream) => this.lose(stream),
      })
      this.capture = capture
      this.emit({ type: 'started', label: 'System sound' })
    } catch (thrown) {
      if (!opening.signal.aborted) this.emit({ type: 'ended', reason: reasonOf(thrown) })
    } finally {
      if (this.opening === opening) this.opening = null
    }
  }

  close(): void {
    if (!this.capture && !this.opening) return
    this.release()
    this.emit({ type: 'ended', reason: 'stopped' })
  }

  onMessage(listener: (message: MicrophoneMessage) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  dispose(): void {
    this.close()
    this.listeners.clear()
  }

  /** Chromium gives the sound only together with a picture, whose track ends at once. */
  private async requestSound(): Promise<MediaStream> {
    const stream = await this.devices.getDisplayMedia({ video: true, audio: UNTOUCHED })
    for (const track of stream.getVideoTracks()) {
      track.stop()
      stream.removeTrack(track)
    }
    if (stream.getAudioTracks().length > 0) return stream
    throw new DOMException('The screen was captured without its sound.', 'NotFoundError')
  }

  private lose(stream: MediaStream): void {
    if (this.capture?.stream !== stream) return
    this.release()
    this.emit({ type: 'ended', reason: 'device_lost' })
  }

  private release(): void {
    this.opening?.abort()
    this.opening = null
    this.capture?.release()
    this.capture = null
  }

  private emit(message: MicrophoneMessage): void {
    for (const listener of this.listeners) listener(message)
  }
}
