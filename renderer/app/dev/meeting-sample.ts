import { EMPTY_NOTES, type MeetingNotes, type MeetingRecord, type MeetingWake, type NoteItem, type SegmentSource, type TranscriptSegment } from '../../../electron/contract/meeting.ts'

export interface Line {
  source: SegmentSource
  text: string
  note?: { kind: 'summary' | 'decisions' | 'actions' | 'questions'; text: string; owner?: string; due?: string }
  wake?: { allowed: boolean; question: string }
}

/** A planning meeting of two, with the persona at the table. */
export const script: readonly Line[] = [
  { source: 'mic', text: 'Good morning, can you hear me? I told everybody in the invitation that this is written down.' },
  { source: 'system', text: 'Loud and clear. Morning.' },
  {
    source: 'system',
    text: 'So the spring release. We have three weeks, and the calibration data is still not in.',
    note: { kind: 'summary', text: 'The spring release is three weeks away, and the calibration data is still not in.' },
  },
  { source: 'mic', text: 'Who is holding it up, is it the harbour site again?' },
  { source: 'system', text: 'It is. The buoys came back in March, and two of the nine were flooded.' },
  {
    source: 'mic',
    text: 'Then let us decide it now: we ship with seven buoys and say so in the release notes.',
    note: { kind: 'decisions', text: 'Ship the spring release with seven buoys, and say so in the release notes.' },
  },
  { source: 'system', text: 'Agreed. I will rewrite the notes by Thursday.', note: { kind: 'actions', text: 'Rewrite the release notes', owner: 'Them', due: 'Thursday' } },
  { source: 'mic', text: 'Hey Iris, what did we learn from shipping the spring release three weeks late?', wake: { allowed: true, question: 'What did we learn from shipping the spring release three weeks late?' } },
  { source: 'persona', text: 'We learned that a date nobody believes is worse than no date at all. Since then the people who build a thing are the ones who name its date.' },
  { source: 'system', text: 'Hey Iris, what is our plan for a second office?', wake: { allowed: false, question: 'What is our plan for a second office?' } },
  { source: 'mic', text: 'Let us keep that for another day. I take the two flooded buoys to the workshop on Monday.', note: { kind: 'actions', text: 'Take the two flooded buoys to the workshop', owner: 'You', due: 'Monday' } },
  { source: 'system', text: 'Who tells the customers in the north that their sites come later?', note: { kind: 'questions', text: 'Who tells the customers in the north that their sites come later?' } },
  { source: 'mic', text: 'Good question. I do not know yet, I have to ask sales first.' },
]

const GAP_MS = 700
const MS_PER_CHARACTER = 62

/** Lines on the meeting's clock from `startMs`. */
export function segmentsOf(lines: readonly Line[], startMs = 1_200, prefix = 's'): TranscriptSegment[] {
  let atMs = startMs
  return lines.map(({ source, text }, k) => {
    const segment = { id: `${prefix}${k}`, source, startMs: atMs, endMs: atMs + text.length * MS_PER_CHARACTER, text, final: true }
    atMs = segment.endMs + GAP_MS
    return segment
  })
}

export function notesOf(lines: readonly Line[], segments: readonly TranscriptSegment[]): MeetingNotes {
  const notes: MeetingNotes = structuredClone(EMPTY_NOTES)
  lines.forEach(({ note }, k) => {
    const segment = segments[k]
    if (!note || !segment) return
    const { kind, ...words } = note
    notes[kind].push({ ...words, atMs: segment.startMs, segmentIds: [segment.id] } satisfies NoteItem)
  })
  return notes
}

export function wakesOf(lines: readonly Line[], segments: readonly TranscriptSegment[]): MeetingWake[] {
  return lines.flatMap(({ source, wake }, k) =>
    wake && source !== 'persona' && segments[k] ? [{ ...wake, source, atMs: segments[k].startMs, turnId: wake.allowed ? 'e3' : null }] : [],
  )
}

let records = 0

export function meetingRecord(patch: Partial<MeetingRecord> = {}, lines: readonly Line[] = script): MeetingRecord {
  const segments = segmentsOf(lines)
  return {
    id: `meeting-${++records}`,
    title: 'Planning the spring release',
    personaId: 'iris-valdane',
    startedAt: new Date(Date.now() - 3 * 3_600_000).toISOString(),
    state: 'ended',
    durationMs: (segments.at(-1)?.endMs ?? 0) + 2_000,
    consent: { informed: true, who: 'Everybody in the meeting', how: 'In the invitation' },
    sources: { mic: 'Desk microphone', system: 'Monitor of the built-in loudspeakers' },
    farSideAllowed: false,
    segments,
    notes: notesOf(lines, segments),
    wakes: wakesOf(lines, segments),
    ...patch,
  }
}

/** Two hours of talk: 3,000 segments, 60 decisions and actions. */
export function longMeeting(): MeetingRecord {
  const lines: Line[] = Array.from({ length: 3_000 }, (_, k) => {
    const { note, wake, ...line } = script[k % script.length]!
    void wake
    return { ...line, text: `${line.text} (${k + 1})`, note: k % 50 === 5 ? note : undefined }
  })
  const segments = segmentsOf(lines).map((segment) => ({ ...segment, startMs: segment.startMs * 0.42, endMs: segment.endMs * 0.42 }))
  return meetingRecord({ title: 'The whole of the annual review', durationMs: segments.at(-1)!.endMs + 1_000, segments, notes: notesOf(lines, segments), wakes: [] }, [])
}

export const LONG_TITLE =
  'Quarterly alignment of the Consolidated Northlight Precision Instruments and Metrology Society with the Pneumonoultramicroscopicsilicovolcanoconiosis-sensor-calibration programme'
