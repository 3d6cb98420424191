import { describe, expect, it } from 'vitest'
import type { MeetingRecord } from '../../contract/meeting.ts'
import { exportMeeting } from './export-meeting.ts'
import { notesMarkdown } from './markdown.ts'

const MEETING: MeetingRecord = {
  id: 'm',
  title: 'Spring # release',
  personaId: 'p',
  startedAt: '2026-03-04T10:00:00.000Z',
  state: 'ended',
  durationMs: 3_725_000,
  consent: { informed: true, how: 'Said at the beginning', who: 'everybody' },
  sources: { mic: 'Desk', system: 'Speakers' },
  farSideAllowed: false,
  segments: [
    { id: 's1', source: 'mic', startMs: 1_000, endMs: 2_500, text: 'First.', final: true },
    { id: 's2', source: 'mic', startMs: 3_000, endMs: 3_000, text: 'Second\nline.', final: true },
    { id: 's3', source: 'system', startMs: 3_661_045, endMs: 3_663_000, text: 'They agree.', final: true },
    { id: 's4', source: 'persona', startMs: 3_664_000, endMs: 3_666_000, text: 'I say this.', final: true },
  ],
  notes: {
    summary: [{ text: 'It was about spring.', atMs: 1_000, segmentIds: ['s1'] }],
    decisions: [],
    actions: [
      { text: 'Send the plan.', atMs: 3_000, segmentIds: ['s2'], owner: 'Me', due: 'Friday' },
      { text: 'Ask them.', atMs: 3_661_045, segmentIds: ['s3'], due: 'before the launch' },
    ],
    questions: [],
    madeBy: 'extractive',
  },
  wakes: [],
}

describe('exportMeeting', () => {
  it('writes a page that can be sent on: when, who knew, notes with their moments, who said what', () => {
    const page = exportMeeting(MEETING, 'markdown')
    expect(page).toContain('# Spring \\# release\n')
    expect(page).toContain('1:02:05 long')
    expect(page).toContain('Recorded with the knowledge of those present (Said at the beginning; told: everybody).')
    expect(page).toContain('- It was about spring. (0:01)')
    expect(page).toContain('- [ ] **Me**: Send the plan, due Friday (0:03)')
    expect(page).toContain('- [ ] Ask them before the launch (1:01:01)')
    expect(page).toContain('## Decisions\n\nNone were heard.')
    expect(page).toContain('**Me** (0:01): First. Second line.\n')
    expect(page).toContain('**Them** (1:01:01): They agree.\n')
    expect(page).toContain('**AI persona** (1:01:04): I say this.\n')
    expect(notesMarkdown(MEETING)).not.toContain('Transcript')
  })

  it('says so when the recording was cut short, and who wrote the notes', () => {
    const page = exportMeeting({ ...MEETING, state: 'interrupted', segments: [], notes: { ...MEETING.notes, madeBy: 'gpt' } }, 'markdown')
    expect(page).toContain('The recording was cut short.')
    expect(page).toContain('Nothing was said.')
    expect(page).toContain('_Written by gpt._')
  })

  it('writes subtitles of every segment, none of which a player would hide', () => {
    expect(exportMeeting(MEETING, 'srt')).toBe(
      [
        '1\n00:00:01,000 --> 00:00:02,500\nMe: First.\n',
        '2\n00:00:03,000 --> 00:00:03,200\nMe: Second line.\n',
        '3\n01:01:01,045 --> 01:01:03,000\nThem: They agree.\n',
        '4\n01:01:04,000 --> 01:01:06,000\nAI persona: I say this.\n',
      ].join('\n'),
    )
  })

  it('writes all there is as data', () => {
    expect(JSON.parse(exportMeeting(MEETING, 'json'))).toEqual(MEETING)
  })
})
