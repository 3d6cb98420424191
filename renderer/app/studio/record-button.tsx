import { IconMicrophone, IconPlayerStopFilled } from '@tabler/icons-react'
import { useEffect, useRef, type KeyboardEvent, type PointerEvent } from 'react'
import { useServices } from '../services/services-context.tsx'
import styles from '../talk/hold-button.module.css'

/** Held for at least so long it stops when let go; a shorter press switches it on until the next. */
const HOLD_MS = 600

interface RecordButtonProps {
  state: 'ready' | 'recording' | 'checking'
  /** Something was recorded before. */
  again: boolean
  onStart: () => void
  onFinish: () => void
}

const PHASES = { ready: 'idle', recording: 'listening', checking: 'thinking' } as const
const HINTS = { ready: 'Hold it, or press once and once more', recording: 'Let go, or press, when done', checking: 'A few seconds' } as const

/** Hold and read, or press, read, press: by mouse, touch, space bar or Enter. Looks like the button one talks by. */
export function RecordButton({ state, again, onStart, onFinish }: RecordButtonProps) {
  const services = useServices()
  const ring = useRef<HTMLSpanElement>(null)
  const pressedAtMs = useRef<number | null>(null)

  useEffect(
    () =>
      services.onLevel(({ rmsDb }) => ring.current?.style.setProperty('--level', String(Math.max(0, Math.min(1, (rmsDb + 55) / 45))))),
    [services],
  )

  const press = (): void => {
    if (state === 'ready') {
      pressedAtMs.current = performance.now()
      onStart()
    } else if (state === 'recording') onFinish()
  }
  const letGo = (): void => {
    const sinceMs = pressedAtMs.current
    pressedAtMs.current = null
    if (sinceMs !== null && performance.now() - sinceMs >= HOLD_MS) onFinish()
  }
  const pointerDown = (event: PointerEvent<HTMLButtonElement>): void => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    press()
  }
  const keyDown = (event: KeyboardEvent): void => {
    if (event.code !== 'Space') return
    event.preventDefault()
    if (!event.repeat) press()
  }
  const label = { ready: again ? 'Record again' : 'Record', recording: 'Recording', checking: 'Listening to it' }[state]

  return (
    <button
      type="button"
      className={styles.button}
      data-phase={PHASES[state]}
      aria-pressed={state === 'recording'}
      aria-disabled={state === 'checking'}
      onPointerDown={pointerDown}
      onPointerUp={letGo}
      onPointerCancel={letGo}
      onKeyDown={keyDown}
      onKeyUp={(event) => event.code === 'Space' && letGo()}
      onContextMenu={(event) => event.preventDefault()}
      onClick={(event) => {
        if (event.detail === 0) {
          press()
          pressedAtMs.current = null
        }
      }}
      data-testid="consent-record"
    >
      <span ref={ring} className={styles.disc} aria-hidden>
        {state === 'recording' ? <IconPlayerStopFilled size={24} /> : <IconMicrophone size={26} stroke={1.75} />}
      </span>
      <span className={styles.text}>
        <span className={styles.label}>{label}</span>
        <span className={styles.hint}>{HINTS[state]}</span>
      </span>
    </button>
  )
}
