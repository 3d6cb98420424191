import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconPlayerPauseFilled, IconPlayerPlayFilled, IconRewindBackward5, IconRewindForward5 } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import type { MeetingRecord } from '../../../electron/contract/meeting.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { timecode } from '../ui/format.ts'
import styles from './player-bar.module.css'
import { SeekBar } from './seek-bar.tsx'
import { useRecording } from './use-meetings.ts'
import { SKIP_MS } from './use-player-keys.ts'

const RATES = [1, 1.25, 1.5, 1.75, 2]

/** The recording: play, jump, pace. */
export function PlayerBar({ record }: { record: MeetingRecord }) {
  const { recording } = useServices().meetings.library
  const { playing, waiting, rate, durationMs, problem } = useRecording()
  const meetingRuns = usePage(({ meeting }) => meeting !== null)
  if (durationMs === 0) return <p className={styles.note}>Nothing was recorded.</p>
  // What the loudspeaker plays is recorded too.
  if (meetingRuns) return <p className={styles.note}>The recording can be played when the running meeting has ended: it would be heard in it.</p>
  return (
    <div className={styles.player} role="group" aria-label="Recording" data-testid="meeting-player" data-playing={playing}>
      <div className={styles.buttons}>
        <ActionIcon variant="subtle" color="gray" radius="xl" size={38} aria-label="5 seconds back" onClick={() => recording.seek(recording.positionMs() - SKIP_MS)}>
          <IconRewindBackward5 size={22} stroke={1.6} />
        </ActionIcon>
        <ActionIcon radius="xl" size={46} aria-label={playing ? 'Pause' : 'Play'} aria-busy={waiting} onClick={() => recording.toggle()} data-testid="meeting-play">
          {playing ? <IconPlayerPauseFilled size={21} /> : <IconPlayerPlayFilled size={21} />}
        </ActionIcon>
        <ActionIcon variant="subtle" color="gray" radius="xl" size={38} aria-label="5 seconds on" onClick={() => recording.seek(recording.positionMs() + SKIP_MS)}>
          <IconRewindForward5 size={22} stroke={1.6} />
        </ActionIcon>
      </div>
      <Position />
      <SeekBar record={record} durationMs={durationMs} />
      <span className={styles.time}>{timecode(durationMs)}</span>
      <Menu position="bottom-end" width={110} radius="lg" shadow="md" withinPortal={false}>
        <Menu.Target>
          <Button className={styles.rate} variant="default" radius="xl" size="compact-md" aria-label={`Speed: ${rate} times`} data-testid="meeting-rate">
            {rate}×
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={styles.menu}>
          {RATES.map((choice) => (
            <Menu.Item key={choice} className={styles.item} data-chosen={choice === rate} onClick={() => recording.setRate(choice)}>
              {choice}×
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {problem && (
        <p className={styles.problem} role="alert">
          {problem.message}
        </p>
      )}
    </div>
  )
}

function Position() {
  const { recording } = useServices().meetings.library
  const positionMs = usePositionMs(250)
  return (
    <span className={styles.time} data-testid="meeting-position" data-ms={Math.round(recording.positionMs())}>
      {timecode(positionMs)}
    </span>
  )
}

/** Where the recording is, drawn again every `stepMs` at most. */
function usePositionMs(stepMs: number): number {
  const { recording } = useServices().meetings.library
  const { playing } = useRecording()
  const [positionMs, setPositionMs] = useState(() => recording.positionMs())
  const last = useRef(positionMs)
  useEffect(() => {
    const look = (): void => {
      const now = recording.positionMs()
      if (now === last.current) return
      last.current = now
      setPositionMs(now)
    }
    look()
    const stop = recording.subscribe(look)
    const timer = playing ? setInterval(look, stepMs) : undefined
    return () => {
      stop()
      clearInterval(timer)
    }
  }, [recording, playing, stepMs])
  return positionMs
}
