import type { MicrophoneMessage } from '../contract/audio.ts'

/** Why no more sound comes; `finished`: the recording is at its end. */
export type AudioEndReason = Extract<MicrophoneMessage, { type: 'ended' }>['reason'] | 'finished'

/** `whole`: what a recording keeps, where that is more than what is listened to: system sound with our own in it. */
export type OnFrame = (frame: Float32Array, whole?: Float32Array) => void

/** Anything that delivers mono sound at 16 kHz in frames of 512 samples (32 ms). */
export interface AudioSource {
  /** What a person would call it: the device's or the file's name. */
  readonly label: string
  /**
   * Begins to deliver. `onEnd` comes once, after the last frame, also after `stop`.
   * @throws UnderstudyError `audio_no_device` when there is nothing to listen to.
   */
  start(onFrame: OnFrame, onEnd: (reason: AudioEndReason) => void): Promise<void>
  /** Ends it with reason `stopped`; a source can be started again. */
  stop(): void
}
