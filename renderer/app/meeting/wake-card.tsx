import { Button } from '@mantine/core'
import { IconHandStop, IconMessageCircleQuestion } from '@tabler/icons-react'
import { memo } from 'react'
import type { MeetingWake } from '../../../electron/contract/meeting.ts'
import type { Turn } from '../state/conversation.ts'
import type { TurnRecord } from '../../../electron/contract/turn.ts'
import { usePage } from '../services/services-context.tsx'
import { firstName, refusalReason } from '../state/meeting-words.ts'
import { SourceList } from '../ui/source-list.tsx'
import { Timecode } from '../ui/timecode.tsx'
import styles from './wake-card.module.css'
import { useMeetingTurn } from './use-meetings.ts'

interface WakeCardProps {
  wake: MeetingWake
  personaName: string
  /** Offered for a refused question from the far side, while the meeting runs. */
  onAllow?: () => void
  onMoment?: (ms: number) => void
}

/** Somebody spoke to the persona: what they asked, whether it was answered and why not, and from what. */
export const WakeCard = memo(function WakeCard({ wake, personaName, onAllow, onMoment }: WakeCardProps) {
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
        <p className={styles.outcome}>{reason ?? outcome(turn)}</p>
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

function outcome(turn: Turn | TurnRecord | null): string {
  if (!turn) return 'Answered aloud.'
  switch (turn.outcome) {
    case null:
      return 'Answering…'
    case 'answered':
      return 'Answered aloud.'
    case 'not_spoken_about':
      return 'Answered that there is nothing in the documents about this.'
    case 'stopped':
      return turn.heardMs > 0 ? 'The answer was stopped before its end.' : 'The answer was stopped before it was heard.'
    case 'no_speech':
      return 'No question was understood.'
    case 'failed':
      return turn.error?.message ?? 'The answer did not come through.'
  }
}
