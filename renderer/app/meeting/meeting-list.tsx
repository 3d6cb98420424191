import { Button } from '@mantine/core'
import { IconAlertTriangle, IconHistory, IconPlus, IconSearchOff } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import type { MeetingSummary } from '../../../electron/contract/meeting.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { duration, meetingTitle } from '../state/meeting-words.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { clockTime } from '../ui/format.ts'
import { SearchField } from '../ui/search-field.tsx'
import { StatusBadge } from '../ui/status-badge.tsx'
import styles from './meeting-list.module.css'
import { useMeetings } from './use-meetings.ts'

/** Every meeting that was, newest first, and the way to a new one. */
export function MeetingList({ onNew }: { onNew: () => void }) {
  const { library } = useServices().meetings
  const all = useMeetings((state) => state.list)
  const state = useMeetings(({ listState }) => listState)
  const search = useMeetings((page) => page.search)
  const openId = useMeetings((page) => page.openId)
  const runningId = usePage(({ meeting }) => meeting?.id)
  const runs = runningId !== undefined
  const list = runs ? all.filter(({ id }) => id !== runningId) : all
  return (
    <div className={styles.list}>
      <div className={styles.top}>
        {!runs && (
          <Button fullWidth radius="xl" size="md" leftSection={<IconPlus size={19} stroke={2} />} onClick={onNew} data-testid="meeting-new">
            Start a meeting
          </Button>
        )}
        {(list.length > 0 || search) && <SearchField label="Search meetings" placeholder="Search titles and words" onSearch={(text) => void library.search(text)} testId="meeting-search" />}
      </div>
      {state === 'failed' ? (
        <div className={styles.failed}>
          <p>The meetings could not be read.</p>
          <Button variant="default" radius="xl" onClick={() => void library.search()}>
            Try again
          </Button>
        </div>
      ) : list.length > 0 ? (
        <ul className={styles.rows} aria-label="Meetings">
          {list.map((meeting) => (
            <Row key={meeting.id} meeting={meeting} chosen={meeting.id === openId} onOpen={() => void library.open(meeting.id)} />
          ))}
        </ul>
      ) : (
        state === 'ready' &&
        (search ? (
          <EmptyState icon={IconSearchOff}>No meeting contains “{search}”.</EmptyState>
        ) : (
          <EmptyState icon={IconHistory}>Your meetings will be listed here: recording, transcript and notes of each.</EmptyState>
        ))
      )}
    </div>
  )
}

function Row({ meeting, chosen, onOpen }: { meeting: MeetingSummary; chosen: boolean; onOpen: () => void }) {
  const row = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (chosen) row.current?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  return (
    <li>
      <button ref={row} type="button" className={styles.row} aria-current={chosen ? 'true' : undefined} onClick={onOpen} data-testid="meeting-row" data-id={meeting.id}>
        <span className={styles.title}>{meetingTitle(meeting)}</span>
        <span className={styles.when}>
          {clockTime(meeting.startedAt)}
          <span aria-hidden>·</span>
          {duration(meeting.durationMs)}
        </span>
        <span className={styles.badges}>
          {meeting.state === 'interrupted' && (
            <StatusBadge tone="warn" icon={IconAlertTriangle}>
              Interrupted
            </StatusBadge>
          )}
          {meeting.decisions > 0 && <StatusBadge>{count(meeting.decisions, 'decision')}</StatusBadge>}
          {meeting.actions > 0 && <StatusBadge>{count(meeting.actions, 'action')}</StatusBadge>}
        </span>
      </button>
    </li>
  )
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}
