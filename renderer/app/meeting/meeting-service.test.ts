import { describe, expect, it } from 'vitest'
import { UnderstudyError } from '../../../electron/contract/errors.ts'
import type { IpcChannel } from '../../../electron/contract/ipc.ts'
import { EMPTY_NOTES, type MeetingEvent, type MeetingRecord, type TranscriptSegment } from '../../../electron/contract/meeting.ts'
import type { PageApi } from '../../../electron/contract/page-api.ts'
import { NoticeBoard } from '../services/notice-board.ts'
import { createPageStore } from '../state/page-store.ts'
import { MeetingService } from './meeting-service.ts'

const record = (patch: Partial<MeetingRecord> = {}): MeetingRecord => ({
  id: 'm',
  title: 'Planning',
  personaId: 'p',
  startedAt: '2026-01-05T10:00:00.000Z',
  state: 'running',
  durationMs: 1_000,
  consent: { informed: true, how: 'In the invitation', who: 'Everybody' },
  sources: { mic: 'Desk microphone', system: null },
  farSideAllowed: false,
  segments: [],
  notes: EMPTY_NOTES,
  wakes: [],
  ...patch,
})
const segment = (id: string, text: string): TranscriptSegment => ({ id, source: 'mic', startMs: 0, endMs: 900, text, final: true })
const wanted = { consent: { informed: true as const, how: 'In the chat', who: 'Everybody' } }

/** A main process whose answers are given when the test says so. */
function page(answers: Partial<Record<IpcChannel, () => unknown>>) {
  let listener: (event: MeetingEvent) => void = () => undefined
  const asked: IpcChannel[] = []
  const api = {
    invoke: async (channel: IpcChannel) => {
      asked.push(channel)
      try {
        return { ok: true, value: await Promise.resolve(answers[channel]?.() ?? (channel === 'meetings.list' ? [] : null)) }
      } catch (thrown) {
        return { ok: false, error: UnderstudyError.from(thrown).toShape() }
      }
    },
    on: (event: string, listen: never) => {
      if (event === 'meeting.event') listener = listen
      return () => undefined
    },
    openPort: () => undefined,
  } as unknown as PageApi
  const store = createPageStore()
  const notices = new NoticeBoard(store)
  const meetings = new MeetingService(api, store, notices)
  const say = (event: Record<string, unknown>): void => listener({ meetingId: 'm', ...event } as MeetingEvent)
  return { store, meetings, notices, asked, say }
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

describe('MeetingService', () => {
  it('loses nothing of what is said while a page that was reloaded asks which meeting runs', async () => {
    let answer: (record: MeetingRecord) => void = () => undefined
    const { store, meetings, say } = page({ 'meeting.current': () => new Promise((resolve) => (answer = resolve as typeof answer)) })
    const loading = meetings.load()
    say({ type: 'segment', segment: segment('a', 'While it was asked.') })
    say({ type: 'segment_removed', segmentId: 'noise' })
    answer(record({ segments: [segment('noise', 'Uh.')] }))
    await loading
    expect(store.getState().meeting?.segments.map(({ id }) => id)).toEqual(['a'])
    say({ type: 'segment', segment: segment('b', 'And after.') })
    expect(store.getState().meeting?.segments.map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('has what happened between the start and its answer', async () => {
    let answer: (record: MeetingRecord) => void = () => undefined
    const { store, meetings, say } = page({ 'meeting.start': () => new Promise((resolve) => (answer = resolve as typeof answer)) })
    const begun = meetings.begin(wanted)
    say({ type: 'source', source: 'mic', label: 'Desk microphone', trouble: { code: 'audio_no_device', kind: 'expected', message: 'Nothing comes.', retryable: true } })
    answer(record({ sources: { mic: null, system: null } }))
    expect(await begun).toBe(true)
    expect(store.getState().meeting?.sources.mic).toBe('Desk microphone')
    expect(meetings.store.getState().troubles.mic?.message).toBe('Nothing comes.')
  })

  it('says why a meeting did not start, and has none', async () => {
    const { store, meetings } = page({
      'meeting.start': () => {
        throw new UnderstudyError('disk_full', 'The disk is full: make room, then start again.')
      },
    })
    expect(await meetings.begin(wanted)).toBe(false)
    expect(meetings.store.getState()).toMatchObject({ starting: false, startProblem: { code: 'disk_full' } })
    expect(store.getState().meeting).toBeNull()
  })

  it('finds a meeting that it did not start itself', async () => {
    const { store, meetings, say } = page({ 'meeting.current': () => record() })
    say({ type: 'state', state: 'running', durationMs: 1_000 })
    await settle()
    expect(store.getState().meeting?.id).toBe('m')
    meetings.dispose()
  })

  it('opens the page of a meeting that was ended from the tray', async () => {
    const ended = record({ state: 'ended', durationMs: 9_000 })
    const { store, meetings, notices, say } = page({ 'meeting.current': () => record(), 'meetings.get': () => ended })
    await meetings.load()
    say({ type: 'state', state: 'ended', durationMs: 9_000 })
    await settle()
    expect(store.getState().meeting).toBeNull()
    expect(meetings.store.getState()).toMatchObject({ openId: 'm', record: { state: 'ended', durationMs: 9_000 } })
    expect(store.getState().notices.map(({ message }) => message).join()).toContain('has ended')
    notices.dispose()
  })

  it('lets a meeting go on when ending it failed', async () => {
    const { store, meetings, notices } = page({
      'meeting.current': () => record(),
      'meeting.stop': () => {
        throw new UnderstudyError('store_unavailable', 'The meeting could not be kept.')
      },
    })
    await meetings.load()
    await meetings.stop()
    expect(store.getState().meeting?.id).toBe('m')
    expect(meetings.store.getState().stopping).toBe(false)
    notices.dispose()
  })

  it('hands levels to the meter of their side and draws nothing for them', async () => {
    const { store, meetings, say } = page({ 'meeting.current': () => record() })
    await meetings.load()
    const heard: string[] = []
    meetings.onLevel('mic', () => heard.push('mic'))
    const before = store.getState().meeting
    const level = { rmsDb: -30, peakDb: -20, speechProbability: 0.9, signal: 'ok' }
    say({ type: 'level', source: 'mic', level })
    say({ type: 'level', source: 'system', level })
    expect(heard).toEqual(['mic'])
    expect(store.getState().meeting).toBe(before)
  })
})
