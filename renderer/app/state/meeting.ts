import type { MeetingEvent, MeetingRecord, MeetingSource, MeetingWake, NoteItem, TranscriptSegment } from '../../../electron/contract/meeting.ts'

/** What the record of a meeting looks like after `event`; the same event twice changes nothing. */
export function reduceMeetingEvent(record: MeetingRecord, event: MeetingEvent): MeetingRecord {
  if (event.meetingId !== record.id) return record
  switch (event.type) {
    case 'state':
      return { ...record, state: event.state, durationMs: event.durationMs }
    case 'segment':
      return { ...record, segments: withSegment(record.segments, event.segment) }
    case 'segment_removed':
      return { ...record, segments: record.segments.filter(({ id }) => id !== event.segmentId) }
    case 'notes':
      return { ...record, notes: event.notes }
    case 'wake':
      return { ...record, wakes: withWake(record.wakes, event.wake) }
    case 'source':
      return { ...record, sources: { ...record.sources, [event.source]: event.label } }
    case 'level':
      return record
  }
}

/** Replaces the segment of that id, or puts it where its beginning belongs. Looks from the end: that is where speech goes on. */
export function withSegment(segments: readonly TranscriptSegment[], segment: TranscriptSegment): TranscriptSegment[] {
  const known = segments.findLastIndex(({ id }) => id === segment.id)
  if (known >= 0 && segments[known]!.startMs === segment.startMs) return segments.with(known, segment)
  const others = known >= 0 ? segments.toSpliced(known, 1) : segments
  return others.toSpliced(others.findLastIndex(({ startMs }) => startMs <= segment.startMs) + 1, 0, segment)
}

function withWake(wakes: readonly MeetingWake[], wake: MeetingWake): MeetingWake[] {
  const others = wakes.filter(({ atMs, source }) => atMs !== wake.atMs || source !== wake.source)
  return [...others, wake].sort((a, b) => a.atMs - b.atMs)
}

/** A line of the transcript. `leads`: somebody else spoke before, or it was quiet for a while. */
export type TranscriptEntry =
  | { kind: 'segment'; key: string; segment: TranscriptSegment; leads: boolean }
  | { kind: 'wake'; key: string; wake: MeetingWake }

/** Silence after which a speaker's name stands again. */
const NAME_AGAIN_MS = 30_000

/** Segments in order, each wake after the words that it consists of. */
export function transcriptEntries(segments: readonly TranscriptSegment[], wakes: readonly MeetingWake[]): TranscriptEntry[] {
  const wakesAfter = new Map<number, MeetingWake[]>()
  for (const wake of wakes) {
    const own = segments.findLastIndex(({ source, startMs }) => source === wake.source && startMs <= wake.atMs)
    const at = own >= 0 ? own : segments.findLastIndex(({ startMs }) => startMs <= wake.atMs)
    wakesAfter.set(at, [...(wakesAfter.get(at) ?? []), wake])
  }
  const entries = (wakesAfter.get(-1) ?? []).map(wakeEntry)
  segments.forEach((segment, k) => {
    const before = segments[k - 1]
    const leads = before?.source !== segment.source || segment.startMs - before.endMs > NAME_AGAIN_MS || wakesAfter.has(k - 1)
    entries.push({ kind: 'segment', key: segment.id, segment, leads }, ...(wakesAfter.get(k) ?? []).map(wakeEntry))
  })
  return entries
}

function wakeEntry(wake: MeetingWake): TranscriptEntry {
  return { kind: 'wake', key: `wake-${wake.source}-${wake.atMs}`, wake }
}

/** The segment heard at `positionMs`: of those that have begun the last one not yet over, else the one that was heard last. */
export function segmentAt(segments: readonly TranscriptSegment[], positionMs: number): TranscriptSegment | null {
  const last = lastBegun(segments, positionMs)
  for (let k = last; k >= 0 && k > last - 4; k--) if (segments[k]!.endMs > positionMs) return segments[k]!
  return segments[last] ?? null
}

/** By halving: it is asked for with every frame that is drawn. */
function lastBegun(segments: readonly TranscriptSegment[], positionMs: number): number {
  let low = 0
  let high = segments.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (segments[middle]!.startMs <= positionMs) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** Ids of the segments whose words contain `search`, in order. */
export function searchSegments(segments: readonly TranscriptSegment[], search: string): string[] {
  const wanted = search.trim().toLowerCase()
  return wanted ? segments.filter(({ text }) => text.toLowerCase().includes(wanted)).map(({ id }) => id) : []
}

/** `text` cut where `search` occurs in it: every second part is a hit. */
export function splitAtHits(text: string, search: string): string[] {
  const wanted = search.trim()
  if (!wanted) return [text]
  return text.split(new RegExp(`(${wanted.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')})`, 'gi'))
}

/** The words of a note, as a segment of the transcript that still exists; null when all of them were taken back. */
export function segmentOfNote(segments: readonly TranscriptSegment[], note: Pick<NoteItem, 'segmentIds' | 'atMs'>): TranscriptSegment | null {
  return segments.find(({ id }) => note.segmentIds.includes(id)) ?? segmentAt(segments, note.atMs)
}

/** How long a meeting has lasted, seen from `nowMs`; it stands still while paused. Both times on the page's own clock. */
export function elapsedMs(clock: MeetingClock, running: boolean, nowMs: number): number {
  return clock.durationMs + (running ? Math.max(0, nowMs - clock.atMs) : 0)
}

/** The meeting's duration as it was told last, and when that was. */
export interface MeetingClock {
  durationMs: number
  atMs: number
}

export const MEETING_SOURCES: readonly MeetingSource[] = ['mic', 'system']
