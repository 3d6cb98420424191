import { Button } from '@mantine/core'
import { IconArchive, IconMessages } from '@tabler/icons-react'
import { useCallback, useState } from 'react'
import type { MeetingRecord, NoteItem } from '../../../electron/contract/meeting.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { segmentOfNote } from '../state/meeting.ts'
import { consentLine, meetingTitle } from '../state/meeting-words.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { FilterTabs } from '../ui/filter-tabs.tsx'
import { ScreenHeader } from '../ui/screen-header.tsx'
import { useArrivalFocus } from '../ui/use-arrival-focus.ts'
import styles from './live-screen.module.css'
import { NotesPanel } from './notes-panel.tsx'
import { Sidekick } from './sidekick.tsx'
import { SourceMeters } from './source-meters.tsx'
import { Transcript } from './transcript.tsx'
import { useTarget } from './use-target.ts'
import { useEndOfList } from './use-reading-place.ts'

/** The meeting while it runs: the persona and both sides, what is said, and what of it is to be kept. */
export function LiveScreen({ meeting }: { meeting: MeetingRecord }) {
  const { meetings } = useServices()
  const [tab, setTab] = useState<'transcript' | 'notes'>('transcript')
  const items = meeting.notes.decisions.length + meeting.notes.actions.length + meeting.notes.questions.length
  const place = useEndOfList(true)
  const [targetId, leadTo] = useTarget(place.scroller)
  const screen = useArrivalFocus()

  const openNote = (note: Pick<NoteItem, 'segmentIds' | 'atMs'>): void => {
    setTab('transcript')
    const segment = segmentOfNote(meeting.segments, note)
    if (segment) leadTo(segment.id)
  }
  const allowFarSide = useCallback(() => void meetings.allowFarSide(true), [meetings])

  return (
    <main ref={screen} tabIndex={-1} className={styles.screen} data-testid="meeting-live">
      <ScreenHeader title={meetingTitle(meeting)} note={consentLine(meeting)}>
        <Button variant="subtle" radius="xl" leftSection={<IconArchive size={18} stroke={1.75} />} onClick={() => meetings.store.setState({ browsing: true })}>
          Earlier meetings
        </Button>
      </ScreenHeader>
      <div className={styles.parts} data-tab={tab}>
        <section className={styles.side} aria-label="Persona">
          <Sidekick />
        </section>
        <div className={styles.meters}>
          <SourceMeters />
        </div>
        <div className={styles.tabs}>
          <FilterTabs
            label="What is shown"
            tabs={[
              { value: 'transcript', label: 'Transcript' },
              { value: 'notes', label: 'Notes', count: items },
            ]}
            value={tab}
            onChange={setTab}
          />
        </div>
        <section className={styles.transcript} aria-label="What is said">
          <Transcript
            record={meeting}
            scroller={place.scroller}
            away={place.away ? { label: 'Jump to now', back: place.back } : null}
            targetId={targetId}
            onAllowFarSide={meeting.farSideAllowed ? undefined : allowFarSide}
          >
            <Listening paused={meeting.state === 'paused'} />
          </Transcript>
        </section>
        <section className={styles.notes} aria-label="Notes of the meeting">
          <NotesPanel record={meeting} live onNote={openNote} />
        </section>
      </div>
    </main>
  )
}

function Listening({ paused }: { paused: boolean }) {
  const name = usePage(({ status }) => status?.persona.name.split(' ')[0])
  return (
    <EmptyState icon={IconMessages} title={paused ? 'Paused before the first word' : 'Listening to both sides'}>
      {paused ? 'Go on with the meeting, and what is said appears here.' : `What you say appears on the right, what the others say on the left, and what ${name} answers in green.`}
    </EmptyState>
  )
}
