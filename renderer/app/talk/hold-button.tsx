import { IconMicrophone, IconMicrophoneOff } from '@tabler/icons-react'
import { useEffect, useRef, type KeyboardEvent, type PointerEvent } from 'react'
import { usePage, useServices } from '../services/services-context.tsx'
import { holdKeyLabel } from '../settings/key-names.ts'
import styles from './hold-button.module.css'

const LABELS = { idle: 'Hold to talk', listening: 'Listening', thinking: 'Thinking', speaking: 'Speaking' } as const

/** Talk while it is held, by mouse, touch or space bar. A click without a pointer (screen readers, Enter) switches. */
export function HoldButton() {
  const services = useServices()
  const phase = usePage(({ conversation }) => conversation.phase)
  const microphone = usePage((state) => state.microphone.kind)
  const hotkey = usePage(({ status }) => status?.hotkey)
  const alwaysOn = usePage(({ settings }) => settings?.alwaysOn ?? false)
  const holding = useRef(false)
  const ring = useRef<HTMLSpanElement>(null)

  useEffect(
    () =>
      services.onLevel(({ rmsDb }) => ring.current?.style.setProperty('--level', String(Math.max(0, Math.min(1, (rmsDb + 55) / 45))))),
    [services],
  )

  const start = (): void => {
    if (holding.current) return
    holding.current = true
    services.press()
  }
  const end = (): void => {
    if (!holding.current) return
    holding.current = false
    services.release()
  }
  const pointerDown = (event: PointerEvent<HTMLButtonElement>): void => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    start()
  }
  const keyDown = (event: KeyboardEvent): void => {
    if (event.code !== 'Space') return
    event.preventDefault()
    if (!event.repeat) start()
  }
  const toggle = (): void => {
    if (holding.current) end()
    else if (phase === 'listening') services.release()
    else services.press()
  }

  return (
    <button
      type="button"
      className={styles.button}
      data-phase={phase}
      data-testid="hold-to-talk"
      aria-pressed={phase === 'listening'}
      onPointerDown={pointerDown}
      onPointerUp={end}
      onPointerCancel={end}
      onLostPointerCapture={end}
      onKeyDown={keyDown}
      onKeyUp={(event) => event.code === 'Space' && end()}
      onBlur={end}
      onContextMenu={(event) => event.preventDefault()}
      onClick={(event) => event.detail === 0 && toggle()}
    >
      <span ref={ring} className={styles.disc} aria-hidden>
        {microphone === 'failed' ? <IconMicrophoneOff size={26} stroke={1.75} /> : <IconMicrophone size={26} stroke={1.75} />}
      </span>
      <span className={styles.text}>
        <span className={styles.label}>{LABELS[phase]}</span>
        <span className={styles.hint}>{hintFor(phase, hotkey, alwaysOn)}</span>
      </span>
    </button>
  )
}

function hintFor(phase: keyof typeof LABELS, hotkey: { key: string; mode: string } | undefined, alwaysOn: boolean): string {
  if (alwaysOn && phase === 'listening') return 'Pause when you are done'
  if (alwaysOn && phase !== 'idle') return 'Talk to interrupt'
  if (phase === 'listening') return 'Let go to ask'
  if (phase !== 'idle') return 'Hold to interrupt'
  if (!hotkey || hotkey.mode === 'unavailable') return 'Space or this button'
  const key = holdKeyLabel(hotkey.key)
  return hotkey.mode === 'toggle' ? `Space, or ${key} on and off` : `Space, or ${key} anywhere`
}
