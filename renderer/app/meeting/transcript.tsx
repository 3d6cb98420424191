import { IconArrowDown } from '@tabler/icons-react'
import { useMemo, type ReactNode, type RefObject } from 'react'
import type { MeetingRecord } from '../../../electron/contract/meeting.ts'
import { transcriptEntries } from '../state/meeting.ts'
import { firstName, speakerName } from '../state/meeting-words.ts'
import { SegmentRow } from './segment-row.tsx'
import styles from './transcript.module.css'
import { usePersonaName } from './use-meetings.ts'
import { WakeCard } from './wake-card.tsx'

interface TranscriptProps {
  record: Pick<MeetingRecord, 'segments' | 'wakes' | 'personaId'>
  scroller: RefObject<HTMLDivElement | null>
  /** What brings the reader back, where they look at another place than the one that is followed. */
  away: { label: string; back: () => void } | null
  search?: string
  playingId?: string | null
  targetId?: string | null
  /** Plays from there. */
  onMoment?: (ms: number) => void
  onAllowFarSide?: () => void
  /** Where nothing was said. */
  children: ReactNode
}

/** What was said, by side. Thousands of lines: only those that change are drawn, only those in sight are laid out. */
export function Transcript({ record, scroller, away, search = '', playingId, targetId, onMoment, onAllowFarSide, children }: TranscriptProps) {
  const { segments, wakes, personaId } = record
  const personaName = usePersonaName(personaId)
  const entries = useMemo(() => transcriptEntries(segments, wakes), [segments, wakes])
  return (
    <div className={styles.transcript}>
      <div ref={scroller} className={styles.scroller} tabIndex={0} role="region" aria-label="Transcript">
        <div className={styles.content}>
        {entries.length === 0 ? (
          children
        ) : (
          <ol className={styles.rows}>
            {entries.map((entry) =>
              entry.kind === 'wake' ? (
                <WakeCard key={entry.key} wake={entry.wake} personaName={personaName} live={onMoment === undefined} onAllow={onAllowFarSide} onMoment={onMoment} />
              ) : (
                <SegmentRow
                  key={entry.key}
                  segment={entry.segment}
                  name={entry.leads ? speakerName(entry.segment.source, firstName(personaName)) : null}
                  search={search}
                  marked={entry.segment.id === playingId ? 'playing' : entry.segment.id === targetId ? 'target' : null}
                  onMoment={onMoment}
                />
              ),
            )}
          </ol>
        )}
        </div>
      </div>
      {away && (
        <button type="button" className={styles.back} onClick={away.back} data-testid="meeting-jump">
          <IconArrowDown size={17} stroke={2} aria-hidden />
          {away.label}
        </button>
      )}
    </div>
  )
}
