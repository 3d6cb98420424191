import { Tooltip } from '@mantine/core'
import { IconWifiOff } from '@tabler/icons-react'
import { useRef, type KeyboardEvent } from 'react'
import { usePage, useServices } from '../services/services-context.tsx'
import type { View } from '../state/page-store.ts'
import { DESTINATIONS } from './destinations.ts'
import { PersonaSwitcher } from './persona-switcher.tsx'
import styles from './rail.module.css'
import { shortcutLabel } from './use-shell-keys.ts'

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }

/** The one navigation: every screen, what runs out of sight, and who answers. */
export function Rail() {
  const services = useServices()
  const view = usePage((state) => state.view)
  const offline = usePage(({ status }) => status?.offline === true)
  const list = useRef<HTMLUListElement>(null)

  const move = (event: KeyboardEvent): void => {
    const items = [...(list.current?.querySelectorAll<HTMLElement>('button') ?? [])]
    const at = items.indexOf(document.activeElement as HTMLElement)
    const last = items.length - 1
    const next = event.key === 'Home' ? 0 : event.key === 'End' ? last : at + (STEPS[event.key] ?? NaN)
    if (at < 0 || Number.isNaN(next)) return
    event.preventDefault()
    items[(next + items.length) % items.length]?.focus()
  }

  return (
    <nav className={styles.rail} aria-label="Screens" data-testid="rail">
      <ul ref={list} className={styles.items} onKeyDown={move}>
        {DESTINATIONS.map(({ view: target, label, icon: Symbol }, k) => (
          <li key={target}>
            <Tooltip label={shortcutLabel(String(k + 1))} position="right" openDelay={600}>
              <button
                type="button"
                className={styles.item}
                aria-current={view === target ? 'page' : undefined}
                // The viewer has no place of its own here; the first item lets the keyboard in then.
                tabIndex={view === target || (view === 'viewer' && k === 0) ? 0 : -1}
                onClick={() => services.show(target)}
                data-testid={`nav-${target}`}
              >
                <span className={styles.icon}>
                  <Symbol size={23} stroke={1.7} aria-hidden />
                  <Mark view={target} />
                </span>
                <span className={styles.word}>{label}</span>
              </button>
            </Tooltip>
          </li>
        ))}
      </ul>
      <div className={styles.foot}>
        {offline && (
          <Tooltip label="The network is off: nothing beyond this computer is reached." position="right" openDelay={300}>
            <p className={styles.offline} role="status" data-testid="offline">
              <IconWifiOff size={18} stroke={1.8} aria-hidden />
              <span className={styles.word}>Offline</span>
            </p>
          </Tooltip>
        )}
        <PersonaSwitcher />
      </div>
    </nav>
  )
}

/** What runs on a screen that is not looked at. */
function Mark({ view }: { view: View }) {
  const shown = usePage((state) => state.view === view)
  const meeting = usePage((state) => state.meeting?.state)
  const phase = usePage(({ conversation }) => conversation.phase)
  if (view === 'meeting' && (meeting === 'running' || meeting === 'paused')) {
    return (
      <span className={styles.mark} data-kind={meeting} data-testid="meeting-mark">
        <span className="visually-hidden">{meeting === 'running' ? ', recording' : ', paused'}</span>
      </span>
    )
  }
  if (view === 'talk' && !shown && phase !== 'idle') {
    return (
      <span className={styles.mark} data-kind={phase} data-testid="talk-mark">
        <span className="visually-hidden">, {phase}</span>
      </span>
    )
  }
  return null
}
