import { Button } from '@mantine/core'
import { IconHandStop, IconMessageCircleQuestion } from '@tabler/icons-react'
import { memo } from 'react'
import type { MeetingWake } from '../../../electron/contract/meeting.ts'
import { usePage } from '../services/services-context.tsx'
import { firstName, refusalReason, wakeOutcome } from '../state/meeting-words.ts'
import { SourceList } from '../ui/source-list.tsx'
import { Timecode } from '../ui/timecode.tsx'
import styles from './wake-card.module.css'
import { useMeetingTurn } from './use-meetings.ts'

interface WakeCardProps {
  wake: MeetingWake
  personaName: string
  /** The meeting still runs: an answer may be on its way. */
  live: boolean
  /** Offered for a refused question from the far side, while the meeting runs. */
  onAllow?: () => void
  onMoment?: (ms: number) => void
}

/** Somebody spoke to the persona: what they asked, whether it was answered and why not, and from what. */
export const WakeCard = memo(function WakeCard({ wake, personaName, live, onAllow, onMoment }: WakeCardProps) {
  const turn = useMeetingTurn(wake.turnId)
  const consent = usePage(({ status }) => status?.persona.consent)
  const reason = refusalReason(wake, personaName, consent)
  const Symbol = wake.allowed ? IconMessageCircleQuestion : IconHandStop
  return (
    <li className={styles.card} data-allowed={wake.allowed} data-source={wake.source} data-testid="meeting-wake">
      <Symbol className={styles.icon} size={20} stroke={1.75} aria-hidden />
      <div className={styles.body}>
        <p className={styles.head}>
          <span>
            {wake.source === 'mic' ? 'You' : 'They'} asked {firstName(personaName)}
          </span>
          <Timecode ms={wake.atMs} onClick={onMoment && (() => onMoment(wake.atMs))} />
        </p>
        {wake.question && <q className={styles.question}>{wake.question}</q>}
        <p className={styles.outcome}>{reason ?? wakeOutcome(wake, turn, live)}</p>
        {!wake.allowed && wake.source === 'system' && onAllow && (
          <Button size="compact-sm" variant="default" radius="xl" onClick={onAllow}>
            Let them ask from now on
          </Button>
        )}
        {turn && <SourceList citations={turn.citations} />}
      </div>
    </li>
  )
})
