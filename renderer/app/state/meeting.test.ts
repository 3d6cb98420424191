import { describe, expect, it } from 'vitest'
import { EMPTY_NOTES, type MeetingEvent, type MeetingRecord, type MeetingWake, type SegmentSource, type TranscriptSegment } from '../../../electron/contract/meeting.ts'
import { elapsedMs, reduceMeetingEvent, searchSegments, segmentAt, segmentOfNote, splitAtHits, transcriptEntries, withSegment } from './meeting.ts'

const segment = (id: string, startMs: number, patch: Partial<TranscriptSegment> = {}): TranscriptSegment => ({
  id,
  source: 'mic',
  startMs,
  endMs: startMs + 900,
  text: `Words of ${id}.`,
  final: true,
  ...patch,
})
const wake = (atMs: number, patch: Partial<MeetingWake> = {}): MeetingWake => ({ atMs, source: 'mic', allowed: true, question: 'What did we learn?', turnId: 't1', ...patch })
const record: MeetingRecord = {
  id: 'm',
  title: 'Planning',
  personaId: 'p',
  startedAt: '2026-01-05T10:00:00.000Z',
  state: 'running',
  durationMs: 0,
  consent: { informed: true, how: 'In the invitation', who: '' },
  sources: { mic: 'Desk microphone', system: 'Monitor of the loudspeakers' },
  farSideAllowed: false,
  segments: [],
  notes: EMPTY_NOTES,
  wakes: [],
}
const said = (segmentSaid: TranscriptSegment): MeetingEvent => ({ type: 'segment', meetingId: 'm', segment: segmentSaid })
const play = (...events: MeetingEvent[]): MeetingRecord => events.reduce(reduceMeetingEvent, record)

describe('reduceMeetingEvent', () => {
  it('replaces what somebody is still saying by what they said in the end', () => {
    const { segments } = play(
      said(segment('a', 0, { text: 'We should', final: false })),
      said(segment('b', 400, { source: 'system', text: 'Yes', final: false })),
      said(segment('a', 0, { text: 'We should ship.' })),
    )
    expect(segments.map(({ id, text, final }) => [id, text, final])).toEqual([
      ['a', 'We should ship.', true],
      ['b', 'Yes', false],
    ])
  })

  it('keeps the order of speech when words arrive late or their beginning moves', () => {
    const { segments } = play(said(segment('a', 0)), said(segment('c', 5000)), said(segment('b', 2000)), said(segment('a', 6000)))
    expect(segments.map(({ id }) => id)).toEqual(['b', 'c', 'a'])
  })

  it('takes back what was no speech, and does not mind if it never had it', () => {
    const removed: MeetingEvent = { type: 'segment_removed', meetingId: 'm', segmentId: 'a' }
    expect(play(said(segment('a', 0, { final: false })), said(segment('b', 10)), removed).segments.map(({ id }) => id)).toEqual(['b'])
    expect(play(removed).segments).toEqual([])
  })

  it('holds a wake once: first without, then with its answer', () => {
    const told = (turnId: string | null): MeetingEvent => ({ type: 'wake', meetingId: 'm', wake: wake(1200, { turnId }) })
    expect(play(told(null), told('t1'), told('t1')).wakes).toEqual([wake(1200)])
  })

  it('follows state, notes and devices', () => {
    const after = play(
      { type: 'state', meetingId: 'm', state: 'paused', durationMs: 61_000 },
      { type: 'notes', meetingId: 'm', notes: { ...EMPTY_NOTES, madeBy: 'a-model' } },
      { type: 'source', meetingId: 'm', source: 'system', label: null, trouble: null },
    )
    expect(after).toMatchObject({ state: 'paused', durationMs: 61_000, notes: { madeBy: 'a-model' }, sources: { mic: 'Desk microphone', system: null } })
  })

  it('leaves the record alone where the event is of another meeting', () => {
    expect(reduceMeetingEvent(record, { type: 'segment', meetingId: 'other', segment: segment('a', 0) })).toBe(record)
  })

  it('keeps what did not change the same object, so that its row is not drawn again', () => {
    const before = play(said(segment('a', 0)), said(segment('b', 1000, { final: false })))
    const after = reduceMeetingEvent(before, said(segment('b', 1000, { text: 'More.' })))
    expect(after.segments[0]).toBe(before.segments[0])
    expect(after.segments[1]).not.toBe(before.segments[1])
  })
})

describe('withSegment', () => {
  it('orders like a sort, whatever order three thousand segments come in', () => {
    const starts = Array.from({ length: 3000 }, (_, k) => (k * 7919) % 3000)
    const segments = starts.reduce<TranscriptSegment[]>((all, startMs) => withSegment(all, segment(`s${startMs}`, startMs)), [])
    expect(segments.map(({ startMs }) => startMs)).toEqual(Array.from({ length: 3000 }, (_, k) => k))
  })
})

describe('transcriptEntries', () => {
  const by = (id: string, startMs: number, source: SegmentSource): TranscriptSegment => segment(id, startMs, { source })

  it('names a speaker where the side changes or after a silence, not at every sentence', () => {
    const entries = transcriptEntries([by('a', 0, 'mic'), by('b', 1000, 'mic'), by('c', 2000, 'system'), by('d', 60_000, 'system')], [])
    expect(entries.map((entry) => entry.kind === 'segment' && entry.leads)).toEqual([true, false, true, true])
  })

  it('puts a wake after the words it was said with and before the answer', () => {
    const segments = [by('question', 1000, 'mic'), by('meanwhile', 1200, 'system'), by('answer', 3000, 'persona')]
    const keys = transcriptEntries(segments, [wake(1500)]).map(({ key }) => key)
    expect(keys).toEqual(['question', 'wake-mic-1500', 'meanwhile', 'answer'])
  })

  it('shows a wake whose words are not there yet', () => {
    expect(transcriptEntries([], [wake(1500)]).map(({ kind }) => kind)).toEqual(['wake'])
  })
})

describe('segmentAt', () => {
  const segments = [segment('a', 0, { endMs: 5000 }), segment('b', 1000, { endMs: 2000 }), segment('c', 9000)]

  it.each([
    [500, 'a'],
    [1500, 'b'],
    [3000, 'a'],
    [7000, 'b'],
    [9500, 'c'],
  ])('at %i ms it is %s', (positionMs, id) => expect(segmentAt(segments, positionMs)?.id).toBe(id))

  it('is nothing before the first word', () => expect(segmentAt([segment('a', 100)], 50)).toBeNull())
})

describe('segmentOfNote', () => {
  it('finds the words by their id, and by the moment where they were taken back', () => {
    const segments = [segment('a', 0), segment('b', 4000)]
    expect(segmentOfNote(segments, { segmentIds: ['b'], atMs: 0 })?.id).toBe('b')
    expect(segmentOfNote(segments, { segmentIds: ['gone'], atMs: 4100 })?.id).toBe('b')
    expect(segmentOfNote([], { segmentIds: ['gone'], atMs: 0 })).toBeNull()
  })
})

describe('search in a transcript', () => {
  it('finds without regard to case, and nothing where nothing is asked', () => {
    const segments = [segment('a', 0, { text: 'The budget (draft).' }), segment('b', 1, { text: 'Lunch.' })]
    expect(searchSegments(segments, '  BUDGET ')).toEqual(['a'])
    expect(searchSegments(segments, '  ')).toEqual([])
  })

  it('marks every occurrence, also of signs that mean something to a pattern', () => {
    expect(splitAtHits('The budget (draft), the Budget.', 'budget')).toEqual(['The ', 'budget', ' (draft), the ', 'Budget', '.'])
    expect(splitAtHits('a (b) c', '(b)')).toEqual(['a ', '(b)', ' c'])
    expect(splitAtHits('abc', '')).toEqual(['abc'])
  })
})

describe('elapsedMs', () => {
  it('goes on while the meeting runs and stands while it is paused', () => {
    expect(elapsedMs({ durationMs: 60_000, atMs: 100 }, true, 5100)).toBe(65_000)
    expect(elapsedMs({ durationMs: 60_000, atMs: 100 }, false, 5100)).toBe(60_000)
  })
})
