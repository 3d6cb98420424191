import type { AudioEndReason } from '../audio/audio-source.ts'
import { UnderstudyError, type ErrorCode } from '../contract/errors.ts'
import type { MeetingSource } from '../contract/meeting.ts'

type LossReason = Exclude<AudioEndReason, 'stopped' | 'finished'>

const CODES: Record<LossReason, ErrorCode> = {
  device_lost: 'audio_device_lost',
  no_device: 'audio_no_device',
  permission_denied: 'audio_permission_denied',
  failed: 'audio_no_device',
}

const MESSAGES: Record<MeetingSource, Record<LossReason, string>> = {
  mic: {
    device_lost: 'The microphone was unplugged: your side is not recorded until it is back.',
    no_device: 'No microphone was found: connect one, and your side is recorded from then on.',
    permission_denied: 'The microphone is not allowed: allow it in your system settings, and your side is recorded from then on.',
    failed: 'The microphone could not be opened: choose another in Settings, and your side is recorded from then on.',
  },
  system: {
    device_lost: 'The sound of this machine is no longer captured; it is tried again every few seconds.',
    no_device: 'The sound of this machine cannot be captured here: the others are recorded only as far as your microphone hears them.',
    permission_denied: 'Capturing the sound of this machine is not allowed: allow screen and system audio recording in your system settings.',
    failed: 'The sound of this machine could not be captured; it is tried again every few seconds.',
  },
}

const SILENT: Record<MeetingSource, string> = {
  mic: 'The microphone gives no sound at all: it is muted or switched off. Unmute it, or choose another in Settings.',
  system: 'Nothing is heard from this machine: nobody there speaks, or the call plays on another output. Check it if the others are talking.',
}

export function lostSource(source: MeetingSource, reason: LossReason): UnderstudyError {
  return new UnderstudyError(CODES[reason], MESSAGES[source][reason], { retryable: true })
}

/** A device that is open and delivers not one sample other than zero. */
export function silentSource(source: MeetingSource): UnderstudyError {
  return new UnderstudyError('audio_no_device', SILENT[source], { retryable: true })
}
