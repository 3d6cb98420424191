import type { MicrophoneMessage } from '../../electron/contract/audio.ts'
import type { CapturedSound } from './capture-format.ts'
import { CaptureStream } from './capture-stream.ts'

export type MicrophoneEnd = Extract<MicrophoneMessage, { type: 'ended' }>['reason']

export type MicrophoneState =
  | { kind: 'closed' }
  | { kind: 'opening' }
  | { kind: 'open'; label: string }
  | { kind: 'failed'; reason: Exclude<MicrophoneEnd, 'stopped'> }

/**
 * The page's microphone as 16 kHz mono frames of 512 samples.
 *
 * Echo cancelling is on, because the persona speaks from the same machine; `all` asks newer Chromium to cancel every sound
 * of the machine, and older ones read it as `true`. What it leaves, or all of the echo where it does not work, an echo gate of our
 * own takes out. Noise suppression is off: the recogniser and the voice detector
 * learned from noisy speech, and a suppressor eats consonants and turns a quiet room into the exact zeros by which a dead
 * device is told. Gain control is on: built-in microphones differ by 30 dB.
 */
export class Microphone {
  private device: CaptureStream | null = null
  private opening: AbortController | null = null
  private wantedDeviceId: string | null = null
  private current: MicrophoneState = { kind: 'closed' }
  private played: MediaStream | null = null
  private readonly listeners = new Set<(message: MicrophoneMessage) => void>()
  private readonly stateListeners = new Set<(state: MicrophoneState) => void>()

  constructor(private readonly devices: MediaDevices = navigator.mediaDevices) {
    this.devices.addEventListener('devicechange', this.deviceChanged)
  }

  get state(): MicrophoneState {
    return this.current
  }

  /** Opens the device, or does nothing if it is open. Never rejects: how it went is the state. */
  async open(deviceId: string): Promise<void> {
    if (this.wantedDeviceId === deviceId && (this.device || this.opening)) return
    this.release()
    this.wantedDeviceId = deviceId
    const opening = new AbortController()
    this.opening = opening
    this.change({ kind: 'opening' })
    try {
      const on = {
        frame: ({ samples, echo }: CapturedSound) => this.emit({ type: 'frame', samples, ...(echo && { echo }) }),
        lost: (stream: MediaStream) => this.lose(stream),
      }
      const device = await CaptureStream.open(await this.requestStream(deviceId), opening.signal, on, 'echo')
      this.device = device
      device.cancel(this.played)
      const { label } = device
      this.change({ kind: 'open', label })
      this.emit({ type: 'started', label })
    } catch (thrown) {
      if (!opening.signal.aborted) this.fail(reasonOf(thrown))
    } finally {
      if (this.opening === opening) this.opening = null
    }
  }

  close(): void {
    this.wantedDeviceId = null
    if (!this.device && !this.opening) return
    this.release()
    this.change({ kind: 'closed' })
    this.emit({ type: 'ended', reason: 'stopped' })
  }

  /** What the loudspeaker plays from now on: it is taken out of what the microphone hears. */
  cancel(played: MediaStream | null): void {
    this.played = played
    this.device?.cancel(played)
  }

  /** Frames and changes of the device, as they go to the main process. */
  onMessage(listener: (message: MicrophoneMessage) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  onState(listener: (state: MicrophoneState) => void): () => void {
    this.stateListeners.add(listener)
    return () => this.stateListeners.delete(listener)
  }

  dispose(): void {
    this.devices.removeEventListener('devicechange', this.deviceChanged)
    this.close()
    this.listeners.clear()
    this.stateListeners.clear()
  }

  /** A device that was chosen once and is gone now gives way to the system's default. */
  private async requestStream(deviceId: string): Promise<MediaStream> {
    const audio: MediaTrackConstraints = {
      channelCount: 1,
      echoCancellation: 'all' as unknown as boolean,
      noiseSuppression: false,
      autoGainControl: true,
    }
    if (deviceId === 'default') return this.devices.getUserMedia({ audio })
    try {
      return await this.devices.getUserMedia({ audio: { ...audio, deviceId: { exact: deviceId } } })
    } catch (thrown) {
      if (reasonOf(thrown) !== 'no_device') throw thrown
      return this.devices.getUserMedia({ audio })
    }
  }

  private lose(stream: MediaStream): void {
    if (this.device?.stream !== stream) return
    this.release()
    this.fail('device_lost')
  }

  /** A microphone that comes back, or the first one there is, is taken without being asked for again. */
  private readonly deviceChanged = (): void => {
    if (this.current.kind !== 'failed' || this.current.reason === 'permission_denied') return
    if (this.wantedDeviceId !== null) void this.open(this.wantedDeviceId)
  }

  private fail(reason: Exclude<MicrophoneEnd, 'stopped'>): void {
    this.change({ kind: 'failed', reason })
    this.emit({ type: 'ended', reason })
  }

  private release(): void {
    this.opening?.abort()
    this.opening = null
    this.device?.release()
    this.device = null
  }

  private change(state: MicrophoneState): void {
    this.current = state
    for (const listener of this.stateListeners) listener(state)
  }

  private emit(message: MicrophoneMessage): void {
    for (const listener of this.listeners) listener(message)
  }
}

/** Why a device did not open, from what the browser threw. */
export function reasonOf(thrown: unknown): Exclude<MicrophoneEnd, 'stopped'> {
  const name = thrown instanceof DOMException ? thrown.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'permission_denied'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'no_device'
  return 'failed'
}
