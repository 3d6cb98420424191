import { ActionIcon, Button, Kbd, Tooltip } from '@mantine/core'
import { IconChevronDown, IconChevronUp, IconRefresh } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useServices } from '../services/services-context.tsx'
import { clockTime } from '../ui/format.ts'
import { AnswerComparison } from './answer-comparison.tsx'
import { AnswerPane } from './answer-pane.tsx'
import { QueueEmpty } from './queue-empty.tsx'
import { RecordingPlayer } from './recording-player.tsx'
import styles from './review-detail.module.css'
import { neighbour } from './review-state.ts'
import { ORIGINS } from './review-words.ts'
import { useReview } from './use-review.ts'
import { VerdictBadge } from './verdict-badge.tsx'
import { VerdictBar } from './verdict-bar.tsx'

/** One answer: heard and seen again at the left, read and judged at the right. */
export function ReviewDetail() {
  const item = useReview(({ items, selectedId }) => items.find(({ turn }) => turn.id === selectedId))
  const mode = useReview((state) => state.mode)
  const queue = useReview((state) => state.queue)
  if (!item) return queue === 'loading' ? null : <QueueEmpty />
  return (
    <article className={styles.detail} data-mode={mode}>
      <TopBar startedAt={item.turn.startedAt} />
      <div className={styles.body}>
        <div className={styles.player}>
          <RecordingPlayer turn={item.turn} />
        </div>
        <div className={styles.pane}>{mode === 'compare' ? <AnswerComparison /> : <AnswerPane item={item} />}</div>
      </div>
      <VerdictBar answered={item.turn.answer !== ''} />
    </article>
  )
}

function TopBar({ startedAt }: { startedAt: string }) {
  const { review } = useServices()
  const item = useReview(({ items, selectedId }) => items.find(({ turn }) => turn.id === selectedId))
  const atStart = useReview((state) => neighbour(state, -1) === null)
  const atEnd = useReview((state) => neighbour(state, 1) === null)
  const busy = useReview((state) => state.busy)
  const asking = useReview((state) => state.mode === 'compare' && state.comparison === null)
  if (!item) return null
  const { icon: Origin, label } = ORIGINS[item.turn.origin]
  return (
    <div className={styles.top} data-decided={item.review.verdict !== null}>
      <div className={styles.steps}>
        <Step label="Previous answer (K)" disabled={atStart} onClick={() => review.step(-1)}>
          <IconChevronUp size={20} stroke={1.8} />
        </Step>
        <Step label="Next answer (J)" disabled={atEnd} onClick={() => review.step(1)}>
          <IconChevronDown size={20} stroke={1.8} />
        </Step>
      </div>
      <p className={styles.when}>
        <Origin size={16} stroke={1.8} aria-hidden />
        <span>{label}</span>
        <time dateTime={startedAt}>{clockTime(startedAt)}</time>
      </p>
      <VerdictBadge verdict={item.review.verdict} />
      {item.review.verdict !== null && (
        <Button className={styles.takeBack} variant="subtle" size="compact-sm" radius="xl" disabled={busy} onClick={() => void review.undo({ item, verdict: item.review.verdict })} data-testid="take-back">
          Take back
        </Button>
      )}
      <span className={styles.spring} />
      <Button
        className={styles.ask}
        variant="default"
        radius="xl"
        size="sm"
        leftSection={<IconRefresh size={17} stroke={1.8} />}
        rightSection={<Kbd className={styles.key}>G</Kbd>}
        disabled={asking}
        onClick={() => void review.askAgain()}
        data-command="askAgain"
        data-testid="ask-again"
      >
        Ask again
      </Button>
    </div>
  )
}

function Step({ label, disabled, onClick, children }: { label: string; disabled: boolean; onClick: () => void; children: ReactNode }) {
  return (
    <Tooltip label={label} openDelay={400}>
      <ActionIcon variant="subtle" color="gray" size={36} radius={11} aria-label={label} disabled={disabled} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  )
}
