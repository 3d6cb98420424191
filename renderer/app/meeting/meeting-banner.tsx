import { Loader } from '@mantine/core'
import { IconAlertTriangleFilled, IconPlayerPauseFilled, IconPlayerPlayFilled, IconPlayerRecordFilled, IconPlayerStopFilled } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { usePage, useServices } from '../services/services-context.tsx'
import { meetingTitle } from '../state/meeting-words.ts'
import { timecode } from '../ui/format.ts'
import styles from './meeting-banner.module.css'
import { useElapsedMs, useMeetings } from './use-meetings.ts'

/** The window with, above everything else and for as long as a meeting runs, the words that it is recorded. */
export function MeetingFrame({ children }: { children: ReactNode }) {
  const runs = usePage(({ meeting }) => meeting !== null)
  return (
    <div className={styles.frame}>
      {runs && <MeetingBanner />}
      <div className={styles.rest}>{children}</div>
    </div>
  )
}

function MeetingBanner() {
  const { meetings } = useServices()
  const paused = usePage(({ meeting }) => meeting?.state === 'paused')
  const title = usePage(({ meeting }) => meeting && meetingTitle(meeting)) ?? ''
  const stopping = useMeetings((state) => state.stopping)
  if (stopping) return <Ending />
  return (
    <section className={styles.banner} data-state={paused ? 'paused' : 'running'} aria-label="Meeting" data-testid="meeting-banner">
      <p className={styles.state} role="status">
        {paused ? <IconPlayerPauseFilled size={18} aria-hidden /> : <IconPlayerRecordFilled size={18} className={styles.record} aria-hidden />}
        <span>
          {paused ? 'Paused' : 'Recording'}
          <span className={styles.more}>{paused ? ': nothing is recorded' : ' this meeting'}</span>
        </span>
      </p>
      <Elapsed />
      <p className={styles.title}>{title}</p>
      <Trouble />
      <OpenMeeting />
      <div className={styles.buttons}>
        {paused ? (
          <BannerButton label="Go on" hint="Go on with the meeting" icon={<IconPlayerPlayFilled size={17} />} onClick={() => meetings.resume()} testId="meeting-resume" />
        ) : (
          <BannerButton label="Pause" icon={<IconPlayerPauseFilled size={17} />} onClick={() => meetings.pause()} testId="meeting-pause" />
        )}
        <BannerButton label="End" hint="End the meeting" icon={<IconPlayerStopFilled size={17} />} onClick={() => void meetings.stop()} testId="meeting-stop" />
      </div>
    </section>
  )
}

/** Nothing is recorded any more, but what was said last has still to be written. */
function Ending() {
  return (
    <section className={styles.banner} data-state="ending" aria-label="Meeting" data-testid="meeting-banner">
      <p className={styles.state} role="status">
        <Loader size={18} color="currentColor" aria-hidden />
        <span>
          Ended<span className={styles.more}>: the last words and the notes are being written</span>
        </span>
      </p>
    </section>
  )
}

function Elapsed() {
  const now = useElapsedMs()
  return (
    <p className={styles.elapsed} role="timer" aria-label="Length of the meeting" data-testid="meeting-elapsed">
      {timecode(now)}
    </p>
  )
}

/** In two words that a side is missing; the meeting's own screen says what to do. */
function Trouble() {
  const mic = useMeetings(({ troubles }) => troubles.mic !== null)
  const system = useMeetings(({ troubles }) => troubles.system !== null)
  if (!mic && !system) return null
  return (
    <p className={styles.trouble} role="status">
      <IconAlertTriangleFilled size={16} aria-hidden />
      <span className={styles.troubleWords}>{mic && system ? 'No sound from either side' : mic ? 'No sound from your microphone' : 'No sound from the system'}</span>
    </p>
  )
}

function OpenMeeting() {
  const services = useServices()
  const compact = usePage(({ windowMode }) => windowMode === 'compact')
  const here = usePage(({ view }) => view === 'meeting')
  const browsing = useMeetings((state) => state.browsing)
  if (compact || (here && !browsing)) return null
  const open = (): void => {
    services.meetings.store.setState({ browsing: false })
    services.show('meeting')
  }
  return (
    <button type="button" className={styles.open} onClick={open} data-testid="meeting-open">
      Show the meeting
    </button>
  )
}

interface BannerButtonProps {
  label: string
  hint?: string
  icon: ReactNode
  onClick: () => void
  testId: string
}

function BannerButton({ label, hint, icon, onClick, testId }: BannerButtonProps) {
  return (
    <button type="button" className={styles.button} aria-label={hint ?? `${label} the meeting`} title={hint} onClick={onClick} data-testid={testId}>
      {icon}
      <span className={styles.word}>{label}</span>
    </button>
  )
}
