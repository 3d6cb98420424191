import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconPlayerPlayFilled, IconPlayerStopFilled, IconTrash } from '@tabler/icons-react'
import type { Turn } from '../state/conversation.ts'
import { MODE_NAMES, MODE_WORDS } from '../state/mode-words.ts'
import { PART_NAMES } from '../state/provider-words.ts'
import { refusalNote } from '../state/refusal-words.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { clockTime, seconds } from '../ui/format.ts'
import { SourceList } from '../ui/source-list.tsx'
import { AnswerText } from './answer-text.tsx'
import { TracePopover } from './trace-popover.tsx'
import styles from './turn-card.module.css'

/** One question with its answer, its sources and what can be done with it. */
export function TurnCard({ turn, newest }: { turn: Turn; newest: boolean }) {
  const services = useServices()
  const running = turn.outcome === null
  return (
    <li className={styles.turn} data-testid="turn" data-outcome={turn.outcome ?? 'running'} data-turn-id={turn.id}>
      <p className={styles.question} data-final={turn.questionFinal} data-testid="question">
        <span className="visually-hidden">You asked: </span>
        {turn.question}
      </p>
      {turn.answer && (
        <div className={styles.answer} data-testid="answer">
          <AnswerText turn={turn} />
        </div>
      )}
      {turn.trace?.providers?.map(
        ({ part, fallback }) =>
          fallback && (
            <p key={part} className={styles.note} data-testid={`fallback-${part}`}>
              The built-in {PART_NAMES[part]} {fallback.atMs > 0 ? `took over after ${seconds(fallback.atMs)}` : 'did it all'}: {fallback.message}
            </p>
          ),
      )}
      <Outcome turn={turn} onAskAgain={() => services.ask(turn.question)} />
      <SourceList citations={turn.citations} open={newest} />
      {!running && (
        <div className={styles.footer}>
          <time dateTime={turn.startedAt}>{clockTime(turn.startedAt)}</time>
          <TracePopover turn={turn} />
          {turn.mode && turn.refusal === null && (
            <span className={styles.mode} title={MODE_WORDS[turn.mode]} data-testid="turn-mode">
              {MODE_NAMES[turn.mode].toLowerCase()}
            </span>
          )}
          <span className={styles.spring} />
          {turn.heardMs > 0 && <ReplayButton turn={turn} />}
          <Tooltip label="Delete" openDelay={400}>
            <ActionIcon
              className={styles.quiet}
              variant="subtle"
              color="gray"
              radius="md"
              aria-label={`Delete “${turn.question}”`}
              onClick={() => void services.history.remove(turn)}
            >
              <IconTrash size={17} stroke={1.75} />
            </ActionIcon>
          </Tooltip>
        </div>
      )}
    </li>
  )
}

function Outcome({ turn, onAskAgain }: { turn: Turn; onAskAgain: () => void }) {
  if (turn.outcome === 'stopped') {
    return <p className={styles.note}>{turn.heardMs > 0 ? `Stopped after ${seconds(turn.heardMs)}.` : 'Stopped before it was heard.'}</p>
  }
  if (turn.refusal) return <p className={styles.note} data-testid="refusal">{refusalNote(turn.refusal)}</p>
  if (turn.outcome === 'not_spoken_about') return <p className={styles.note}>Nothing in the documents about this.</p>
  if (turn.outcome !== 'failed') return null
  return (
    <div className={styles.failure}>
      <p>{turn.error?.message ?? 'The answer did not come through. Ask again.'}</p>
      {turn.question && (
        <Button size="xs" variant="default" radius="xl" onClick={onAskAgain}>
          Ask again
        </Button>
      )}
    </div>
  )
}

function ReplayButton({ turn }: { turn: Turn }) {
  const { replayer } = useServices()
  const playing = usePage(({ replay }) => replay?.turnId === turn.id)
  const busy = usePage(({ conversation }) => conversation.phase !== 'idle')
  const label = playing ? 'Stop playing' : 'Play again'
  return (
    <Tooltip label={label} openDelay={400}>
      <ActionIcon
        className={styles.quiet}
        variant="subtle"
        color="gray"
        radius="md"
        disabled={busy}
        aria-label={`${label}: the answer to “${turn.question}”`}
        data-testid="replay"
        onClick={() => (playing ? void replayer.stop(turn.id) : void replayer.play(turn.id))}
      >
        {playing ? <IconPlayerStopFilled size={16} /> : <IconPlayerPlayFilled size={16} />}
      </ActionIcon>
    </Tooltip>
  )
}
