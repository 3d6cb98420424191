import { Button, Loader } from '@mantine/core'
import { IconMessages } from '@tabler/icons-react'
import { useCallback, useEffect, useMemo, useState } from 'react'
import type { MeetingRecord, NoteItem } from '../../../electron/contract/meeting.ts'
import { useServices } from '../services/services-context.tsx'
import { searchSegments, segmentAt, segmentOfNote } from '../state/meeting.ts'
import { consentLine, duration } from '../state/meeting-words.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { FilterTabs } from '../ui/filter-tabs.tsx'
import { useArrivalFocus } from '../ui/use-arrival-focus.ts'
import { MeetingHeader } from './meeting-header.tsx'
import styles from './meeting-page.module.css'
import { NotesPanel } from './notes-panel.tsx'
import { PlayerBar } from './player-bar.tsx'
import { Transcript } from './transcript.tsx'
import { TranscriptSearch } from './transcript-search.tsx'
import { useMeetings, useRecording } from './use-meetings.ts'
import { usePlayerKeys } from './use-player-keys.ts'
import { useActiveLine } from './use-reading-place.ts'
import { useTarget } from './use-target.ts'

/** A meeting that was. */
export function MeetingPage() {
  const { library } = useServices().meetings
  const openId = useMeetings((state) => state.openId)
  const record = useMeetings((state) => state.record)
  const failed = useMeetings((state) => state.recordFailed)

  useEffect(() => () => library.recording.pause(), [library])

  if (record) return <Record record={record} />
  return (
    <div className={styles.waiting}>
      {failed ? (
        <>
          <p>This meeting could not be read.</p>
          <Button variant="default" radius="xl" onClick={() => openId && void library.open(openId)}>
            Try again
          </Button>
        </>
      ) : (
        <Loader size="sm" aria-label="Reading the meeting" />
      )}
    </div>
  )
}

function Record({ record }: { record: MeetingRecord }) {
  const { recording } = useServices().meetings.library
  const [tab, setTab] = useState<'transcript' | 'notes'>('transcript')
  const [search, setSearch] = useState('')
  const playingId = usePlayingSegment(record)
  const place = useActiveLine(playingId)
  const [targetId, leadTo] = useTarget(place.scroller)
  const hits = useMemo(() => searchSegments(record.segments, search), [record.segments, search])
  const { notes } = record
  usePlayerKeys()
  const page = useArrivalFocus()

  const seek = useCallback((ms: number) => recording.seek(ms), [recording])
  const openNote = useCallback(
    (note: Pick<NoteItem, 'segmentIds' | 'atMs'>) => {
      setTab('transcript')
      const segment = segmentOfNote(record.segments, note)
      recording.seek(segment?.startMs ?? note.atMs)
      if (segment) leadTo(segment.id)
    },
    [record.segments, recording, leadTo],
  )

  return (
    <article ref={page} tabIndex={-1} className={styles.page} data-testid="meeting-page">
      <MeetingHeader record={record} />
      {record.state === 'interrupted' && (
        <p className={styles.interrupted} data-testid="meeting-interrupted">
          Understudy ended in the middle of this meeting. Everything up to then is here: recording, transcript and notes of {duration(record.durationMs)}.
        </p>
      )}
      <p className={styles.consent}>{consentLine(record)}</p>
      <PlayerBar record={record} />
      <div className={styles.parts} data-tab={tab}>
        <div className={styles.tabs}>
          <FilterTabs
            label="What is shown"
            tabs={[
              { value: 'transcript', label: 'Transcript' },
              { value: 'notes', label: 'Notes', count: notes.decisions.length + notes.actions.length + notes.questions.length },
            ]}
            value={tab}
            onChange={setTab}
          />
        </div>
        <section className={styles.transcript} aria-label="What was said">
          {record.segments.length > 0 && <TranscriptSearch hits={hits} onSearch={setSearch} leadTo={leadTo} />}
          <Transcript record={record} scroller={place.scroller} away={place.away ? { label: 'Back to what is heard', back: place.back } : null} search={search} playingId={playingId} targetId={targetId} onMoment={seek}>
            <EmptyState icon={IconMessages}>Nothing was said in this meeting, or nothing was understood.</EmptyState>
          </Transcript>
        </section>
        <section className={styles.notes} aria-label="Notes of the meeting">
          <NotesPanel record={record} live={false} onNote={openNote} />
        </section>
      </div>
    </article>
  )
}

/** Follows the sound; drawn again only when another segment is heard. Null until something has been played. */
function usePlayingSegment(record: MeetingRecord): string | null {
  const { recording } = useServices().meetings.library
  const { playing } = useRecording()
  const [id, setId] = useState<string | null>(null)
  useEffect(() => {
    let request = 0
    const look = (): void => {
      const positionMs = recording.positionMs()
      if (playing || positionMs > 0) setId(segmentAt(record.segments, positionMs)?.id ?? null)
      if (playing) request = requestAnimationFrame(look)
    }
    look()
    const stop = playing ? undefined : recording.subscribe(look)
    return () => {
      cancelAnimationFrame(request)
      stop?.()
    }
  }, [recording, record, playing])
  return id
}
