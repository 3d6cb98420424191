import { ActionIcon, Slider, Tooltip } from '@mantine/core'
import { IconPlayerPauseFilled, IconPlayerPlayFilled, IconPlayerStopFilled, IconPlayerTrackPrevFilled } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { ReviewItem } from '../../../electron/contract/review.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { PersonaBadge } from '../talk/persona-badge.tsx'
import { StateLine } from '../talk/state-line.tsx'
import { timecode } from '../ui/format.ts'
import { Stage } from '../ui/stage.tsx'
import styles from './recording-player.module.css'
import { usePlaying, useReview } from './use-review.ts'

const FOLLOW_MS = 100

/** The face and the sound of a recorded answer, and the sound of its question. */
export function RecordingPlayer({ turn }: { turn: ReviewItem['turn'] }) {
  const { review } = useServices()
  const busy = usePage(({ conversation }) => conversation.phase !== 'idle')
  const playing = usePlaying()
  const silent = turn.heardMs === 0
  const answerLabel = playing === 'answer' ? 'Pause (Space)' : 'Play the answer (Space)'
  return (
    <div className={styles.player}>
      <div className={styles.picture}>
        <Stage top={<PersonaBadge />}>
          <StateLine />
        </Stage>
      </div>
      <Scrubber turn={turn} disabled={silent || busy} />
      <div className={styles.buttons}>
        <Tooltip label={answerLabel} openDelay={400}>
          <ActionIcon size={44} radius="xl" disabled={silent || busy} aria-label={answerLabel} onClick={() => review.togglePlay()} data-testid="review-play">
            {playing === 'answer' ? <IconPlayerPauseFilled size={20} /> : <IconPlayerPlayFilled size={20} />}
          </ActionIcon>
        </Tooltip>
        <Tooltip label="From the beginning (R)" openDelay={400}>
          <ActionIcon variant="subtle" color="gray" size={38} radius="xl" disabled={silent || busy} aria-label="Play from the beginning (R)" onClick={() => review.playFrom(0)}>
            <IconPlayerTrackPrevFilled size={18} />
          </ActionIcon>
        </Tooltip>
        <span className={styles.spring} />
        {turn.origin !== 'typed' && (
          <Tooltip label="The question’s sound (Q)" openDelay={400}>
            <button type="button" className={styles.question} disabled={busy} aria-pressed={playing === 'question'} onClick={() => review.toggleQuestion()} data-testid="review-play-question">
              {playing === 'question' ? <IconPlayerStopFilled size={14} aria-hidden /> : <IconPlayerPlayFilled size={14} aria-hidden />}
              Question
            </button>
          </Tooltip>
        )}
      </div>
      {silent && <p className={styles.note}>No sound was made of this answer.</p>}
    </div>
  )
}

/** Where in the answer one is; it can be moved, by arrow keys too. */
function Scrubber({ turn, disabled }: { turn: ReviewItem['turn']; disabled: boolean }) {
  const { review, player } = useServices()
  const playing = usePlaying() === 'answer'
  const resumeAtMs = useReview((state) => state.resumeAtMs)
  const sentences = useReview((state) => state.detail?.turn.sentences)
  const exactMs = usePage(({ replay }) => (replay?.part === 'answer' && replay.turnId === turn.id ? replay.durationMs : null))
  const durationMs = Math.max(1, exactMs ?? sentences?.at(-1)?.endMs ?? turn.heardMs)
  const [dragMs, setDragMs] = useState<number | null>(null)
  const [heardMs, setHeardMs] = useState(0)

  useEffect(() => {
    if (!playing) return
    const timer = setInterval(() => setHeardMs(player.positionMs() ?? 0), FOLLOW_MS)
    return () => clearInterval(timer)
  }, [playing, player])
  useEffect(() => setHeardMs(0), [turn.id])

  const positionMs = Math.min(dragMs ?? (playing ? heardMs : resumeAtMs), durationMs)
  return (
    <div className={styles.scrubber}>
      <Slider
        className={styles.slider}
        size={4}
        thumbSize={14}
        min={0}
        max={durationMs}
        step={500}
        label={null}
        disabled={disabled}
        value={positionMs}
        onChange={setDragMs}
        onChangeEnd={(ms) => {
          setDragMs(null)
          setHeardMs(ms)
          review.playFrom(ms)
        }}
        thumbLabel="Place in the answer"
        thumbValueText={() => `${timecode(positionMs)} of ${timecode(durationMs)}`}
      />
      <p className={styles.times}>
        <span>{timecode(positionMs)}</span>
        <span>{timecode(durationMs)}</span>
      </p>
    </div>
  )
}
