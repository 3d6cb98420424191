import { UnderstudyError } from '../../../electron/contract/errors.ts'
import { EMPTY_NOTES, type MeetingRecord } from '../../../electron/contract/meeting.ts'
import type { Scenario } from './fake-main.ts'
import { FakeMeeting, type MeetingScript } from './fake-meeting.ts'
import { LONG_TITLE, longMeeting, meetingRecord, script } from './meeting-sample.ts'
import { earlierTurns, status } from './sample.ts'

const hoursAgo = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString()

function plot(make: () => MeetingScript, more: Partial<Scenario> = {}): Scenario {
  return { turns: earlierTurns, ...more, handlers: (main) => new FakeMeeting(main, make()).handlers }
}

const past = (): MeetingRecord[] => [
  meetingRecord({ startedAt: hoursAgo(2) }),
  meetingRecord({ title: 'Hiring: the second optician', startedAt: hoursAgo(26), consent: { informed: true, who: 'Ada, Tomas', how: 'By mail on Monday, with a way to say no' } }, script.slice(0, 7)),
  meetingRecord({ title: 'Harbour site', startedAt: hoursAgo(49), state: 'interrupted' }, script.slice(0, 5)),
  meetingRecord({ title: '', startedAt: hoursAgo(74), sources: { mic: 'Desk microphone', system: null } }, script.slice(0, 2)),
  meetingRecord({ title: LONG_TITLE, startedAt: hoursAgo(400) }),
]
const running = (patch: Partial<MeetingRecord> = {}, lines = script.slice(0, 7)): MeetingRecord => ({ ...meetingRecord({ state: 'running', startedAt: hoursAgo(0.1), ...patch }, lines) })

/** Every state of the meeting screens: `?scenario=NAME&view=meeting`. */
export const scenarios: Record<string, Scenario> = {
  meetingFirst: plot(() => ({})),
  meetingPast: plot(() => ({ past: past() })),
  meetingStartFails: plot(() => ({
    past: past(),
    startProblem: new UnderstudyError('audio_permission_denied', 'The system does not let Understudy use the microphone: allow it in the system’s privacy settings, then start again.'),
  })),
  meetingElsewhere: plot(() => ({}), {
    settings: { endpoints: { language: { kind: 'custom', baseUrl: 'https://inference.example.org/v1', model: 'large-instruct' }, transcription: { kind: 'embedded' }, speech: { kind: 'embedded' }, animation: { kind: 'embedded' }, realtime: { kind: 'embedded' } } },
  }),
  meetingJustStarted: plot(() => ({ current: running({ segments: [], notes: EMPTY_NOTES, wakes: [], durationMs: 4_000 }, []), lines: [] })),
  meetingRunning: plot(() => ({ past: past(), current: running(), lines: script.slice(7) })),
  meetingFast: plot(() => ({ past: past(), current: running(), lines: script.slice(7), pace: 40 }), { holdAt: 'speaking' }),
  meetingPaused: plot(() => ({ past: past(), current: running({ state: 'paused' }), lines: [] })),
  meetingTrouble: plot(() => ({
    past: past(),
    current: running(),
    lines: [],
    troubles: {
      system: { code: 'audio_no_device', kind: 'expected', message: 'Nothing is heard of the others: check that the call plays through the loudspeakers that Understudy listens to.', retryable: true },
      mic: { code: 'audio_device_lost', kind: 'expected', message: 'The microphone was unplugged: plug it in again or choose another one in the settings.', retryable: true },
    },
  })),
  meetingMicOnly: plot(() => ({ current: running({ sources: { mic: 'Desk microphone', system: null } }), lines: [] })),
  meetingNoConsent: plot(() => ({ current: running(), lines: [] }), { status: { persona: { ...status.persona, consent: 'revoked' } } }),
  meetingLongRunning: plot(() => ({ current: { ...longMeeting(), state: 'running' }, lines: Array.from({ length: 40 }, () => script).flat() })),
  meetingLong: plot(() => ({ past: [longMeeting(), ...past()] })),
  meetingBroken: plot(() => ({ past: past(), recordingProblem: new UnderstudyError('store_unavailable', 'The recording could not be read; the log says why.') })),
}
