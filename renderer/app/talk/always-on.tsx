import { IconEar, IconEarOff } from '@tabler/icons-react'
import type { EchoState } from '../../audio/echo-monitor.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import styles from './always-on.module.css'
import pill from './pill.module.css'

/** Whether the microphone listens without a key. */
export function AlwaysOnSwitch() {
  const services = useServices()
  const on = usePage(({ settings }) => settings?.alwaysOn ?? false)
  const Icon = on ? IconEar : IconEarOff
  return (
    <button type="button" role="switch" aria-checked={on} className={`${pill.pill} ${styles.switch}`} data-testid="always-on" onClick={() => services.toggleAlwaysOn()}>
      <Icon size={20} stroke={1.75} aria-hidden />
      <span>Always on</span>
      <span className={styles.track} aria-hidden />
    </button>
  )
}

/** Stands on the picture as long as the microphone is open: nobody is to be heard without knowing it. */
export function OpenMicrophoneNote() {
  const on = usePage(({ settings }) => settings?.alwaysOn ?? false)
  const native = usePage(({ settings }) => settings?.captureSource === 'native')
  const open = usePage(({ microphone }) => microphone.kind === 'open') || native
  const meeting = usePage((state) => state.meeting !== null)
  const echo = usePage((state) => state.echo)
  if (!on) return null
  return (
    <p className={styles.note} role="status" data-testid="open-microphone">
      <span className={styles.dot} aria-hidden />
      {noteFor({ open, native, meeting, echo })}
    </p>
  )
}

function noteFor({ open, native, meeting, echo }: { open: boolean; native: boolean; meeting: boolean; echo: EchoState }): string {
  if (meeting) return 'Always on waits until the meeting is over.'
  if (!open) return 'Always on, but no microphone is open.'
  // No echo gate listens there.
  if (native) return 'Microphone open, by the system’s own recorder: wear headphones, or the persona hears itself.'
  if (echo === 'loud') return 'Microphone open, but the loudspeakers are louder than a voice: wear headphones to interrupt by voice.'
  return 'Microphone open: what is said here is heard and answered. O closes it.'
}
