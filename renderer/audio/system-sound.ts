import type { MicrophoneMessage } from '../../electron/contract/audio.ts'
import type { CapturedSound } from './capture-format.ts'
import { CaptureStream } from './capture-stream.ts'
import { reasonOf } from './microphone.ts'

/** What the machine plays is neither echo nor noise of a room: it is taken as it is. */
const UNTOUCHED: MediaTrackConstraints = { echoCancellation: false, noiseSuppression: false, autoGainControl: false }
/**
 * Without what this app plays itself: Windows and macOS can leave it out from Electron 43.4 on, where Chromium tells the
 * request from the system's whole sound. Older ones do not know the word, or know it and do nothing.
 */
const RESTRICTED = { ...UNTOUCHED, restrictOwnAudio: true } as MediaTrackConstraints

/**
 * The page's half of the system's sound, while a meeting runs: display capture, of which only the sound is kept, without what
 * this app plays. It opens and closes when the main process asks, and says so as the microphone does.
 */
export class SystemSound {
  private capture: CaptureStream | null = null
  private opening: AbortController | null = null
  private played: MediaStream | null = null
  private readonly listeners = new Set<(message: MicrophoneMessage) => void>()

  constructor(private readonly devices: MediaDevices = navigator.mediaDevices) {}

  /** Never rejects: how it went is told by a message. */
  async open(): Promise<void> {
    if (this.capture || this.opening) return
    const opening = new AbortController()
    this.opening = opening
    try {
      const sound = await this.requestSound()
      const on = {
        frame: ({ samples, whole }: CapturedSound) => this.emit({ type: 'frame', samples, ...(whole && { whole }) }),
        lost: (stream: MediaStream) => this.lose(stream),
      }
      const capture = await CaptureStream.open(sound, opening.signal, on, isRestricted(sound) ? 'restricted copy' : 'copy')
      this.capture = capture
      capture.cancel(this.played)
      this.emit({ type: 'started', label: 'System sound' })
    } catch (thrown) {
      if (!opening.signal.aborted) this.emit({ type: 'ended', reason: reasonOf(thrown) })
    } finally {
      if (this.opening === opening) this.opening = null
    }
  }

  /** What the page plays from now on: it is taken out of what the machine plays. */
  cancel(played: MediaStream | null): void {
    this.played = played
    this.capture?.cancel(played)
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
    const stream = await this.devices.getDisplayMedia({ video: true, audio: RESTRICTED })
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

/** Newer than the DOM library. */
function isRestricted(sound: MediaStream): boolean {
  const settings = sound.getAudioTracks()[0]?.getSettings() as { restrictOwnAudio?: boolean } | undefined
  return settings?.restrictOwnAudio === true
}
