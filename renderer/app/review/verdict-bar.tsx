import { Button, Kbd } from '@mantine/core'
import { IconCheck, IconMessageCircleX, IconNote, IconPencil } from '@tabler/icons-react'
import { useServices } from '../services/services-context.tsx'
import styles from './verdict-bar.module.css'
import { useReview } from './use-review.ts'

/**
 * What one decides about the chosen answer; always in the same place, so that the hand finds it. It needs only what the queue
 * holds: a key pressed right after the last verdict must not be lost.
 */
export function VerdictBar({ answered }: { answered: boolean }) {
  const { review } = useServices()
  const mode = useReview((state) => state.mode)
  const busy = useReview((state) => state.busy)
  const key = (letter: string) => <Kbd className={styles.key}>{letter}</Kbd>
  return (
    <div className={styles.bar} role="group" aria-label="Verdict">
      <Button
        radius="xl"
        leftSection={<IconCheck size={18} stroke={2} />}
        rightSection={key('A')}
        disabled={busy || !answered}
        onClick={() => void review.decide({ type: 'approve' })}
        data-command="approve"
        data-testid="verdict-approve"
      >
        Approve
      </Button>
      <Button
        className={styles.correct}
        variant="default"
        radius="xl"
        leftSection={<IconPencil size={17} stroke={1.9} />}
        rightSection={key('C')}
        disabled={busy}
        aria-expanded={mode === 'correct'}
        onClick={() => review.setMode('correct')}
        data-command="correct"
        data-testid="verdict-correct"
      >
        Correct
      </Button>
      <Button
        className={styles.never}
        variant="default"
        radius="xl"
        leftSection={<IconMessageCircleX size={18} stroke={1.9} />}
        rightSection={key('N')}
        disabled={busy || !answered}
        aria-expanded={mode === 'never'}
        onClick={() => review.setMode('never')}
        data-command="never"
        data-testid="verdict-never"
      >
        I’d never say that
      </Button>
      <span className={styles.spring} />
      <Button
        variant="subtle"
        color="gray"
        radius="xl"
        leftSection={<IconNote size={18} stroke={1.8} />}
        rightSection={key('M')}
        disabled={busy}
        aria-expanded={mode === 'note'}
        onClick={() => review.setMode('note')}
        data-command="note"
        data-testid="verdict-note"
      >
        Note
      </Button>
    </div>
  )
}
