import { IconMicrophone, IconVolume } from '@tabler/icons-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { InputLevel } from '../../../electron/contract/audio.ts'
import type { MeetingSource } from '../../../electron/contract/meeting.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { MEETING_SOURCES } from '../state/meeting.ts'
import { SOURCE_WORDS } from '../state/meeting-words.ts'
import { LevelMeter } from '../ui/level-meter.tsx'
import styles from './source-meters.module.css'
import { useMeetings } from './use-meetings.ts'

const ICONS = { mic: IconMicrophone, system: IconVolume }
const SPEECH = 0.5
/** Between two words nobody stops speaking. */
const HANG_MS = 500
const MUTE_AFTER_MS = 4_500
/** A device that takes part has told its name by then. */
const OPENING_MS = 3_000

/** Both sides of the running meeting: which device, how loud, whether somebody speaks, and what to do where nothing comes. */
export function SourceMeters() {
  return (
    <ul className={styles.sources} aria-label="What is recorded">
      {MEETING_SOURCES.map((source) => (
        <SourceMeter key={source} source={source} />
      ))}
    </ul>
  )
}

function SourceMeter({ source }: { source: MeetingSource }) {
  const { meetings } = useServices()
  const label = usePage(({ meeting }) => meeting?.sources[source] ?? null)
  const paused = usePage(({ meeting }) => meeting?.state === 'paused')
  const trouble = useMeetings(({ troubles }) => troubles[source])
  const subscribe = useCallback((listener: (level: InputLevel) => void) => meetings.onLevel(source, listener), [meetings, source])
  const speaking = useSpeaking(subscribe)
  const mute = useMute(subscribe)
  const opening = useOpening(label === null)
  const words = SOURCE_WORDS[source]
  const Symbol = ICONS[source]
  const problem = paused ? null : (trouble?.message ?? (mute ? words.mute : null))
  return (
    <li className={styles.source} data-source={source} data-trouble={problem !== null} data-testid={`meeting-source-${source}`}>
      <div className={styles.head}>
        <Symbol size={18} stroke={1.75} aria-hidden className={styles.icon} />
        <span className={styles.names}>
          <span className={styles.side}>{words.side}</span>
          {label && (
            <span className={styles.device} title={label}>
              {label}
            </span>
          )}
        </span>
        {label && !paused && !problem && (
          <span className={styles.voice} data-speaking={speaking}>
            {speaking ? 'Speaking' : 'Quiet'}
          </span>
        )}
      </div>
      {paused ? (
        <p className={styles.note}>Paused: nothing is heard or kept.</p>
      ) : label || trouble ? (
        <LevelMeter subscribe={subscribe} name={words.name} />
      ) : (
        <p className={styles.note}>{opening ? words.opening : words.absent}</p>
      )}
      {problem && (
        <p className={styles.trouble} role="alert" data-testid="meeting-trouble">
          {problem}
        </p>
      )}
    </li>
  )
}

function useSpeaking(subscribe: (listener: (level: InputLevel) => void) => () => void): boolean {
  const [speaking, setSpeaking] = useState(false)
  const heardAtMs = useRef(-Infinity)
  useEffect(
    () =>
      subscribe(({ speechProbability }) => {
        const now = performance.now()
        if (speechProbability >= SPEECH) heardAtMs.current = now
        setSpeaking(now - heardAtMs.current < HANG_MS)
      }),
    [subscribe],
  )
  return speaking
}

/** A side without any signal for a while. The main process says so itself, but not again to a page that was opened later. */
function useMute(subscribe: (listener: (level: InputLevel) => void) => () => void): boolean {
  const [mute, setMute] = useState(false)
  const sinceMs = useRef<number | null>(null)
  useEffect(
    () =>
      subscribe(({ signal }) => {
        const now = performance.now()
        sinceMs.current = signal === 'no_signal' ? (sinceMs.current ?? now) : null
        setMute(sinceMs.current !== null && now - sinceMs.current > MUTE_AFTER_MS)
      }),
    [subscribe],
  )
  return mute
}

/** Right after the start a device without a name may be one that is being opened. */
function useOpening(nameless: boolean): boolean {
  const [opening, setOpening] = useState(true)
  useEffect(() => {
    if (!nameless) return
    const timer = setTimeout(() => setOpening(false), OPENING_MS)
    return () => clearTimeout(timer)
  }, [nameless])
  return opening
}
