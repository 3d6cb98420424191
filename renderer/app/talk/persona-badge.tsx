import { Popover } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import type { AppStatus } from '../../../electron/contract/ipc.ts'
import { usePage } from '../services/services-context.tsx'
import styles from './persona-badge.module.css'

type Persona = AppStatus['persona']

const CONSENT: Record<Persona['consent'], string> = {
  synthetic: 'Invented: this persona stands in for no real person.',
  verified: 'Made with the verified consent of the person it stands in for.',
  unverified: 'Consent has not been verified: this persona cannot speak.',
  expired: 'Consent has expired: this persona cannot speak until it is renewed.',
  revoked: 'Consent was revoked: this persona cannot speak.',
}

/** Always on the picture: nobody may take the face for a person. */
export function PersonaBadge() {
  const persona = usePage(({ status }) => status?.persona)
  if (!persona) return null
  return (
    <Popover position="bottom-start" width={320} shadow="md" radius="lg" withinPortal trapFocus>
      <Popover.Target>
        <button type="button" className={styles.badge} data-testid="persona-badge">
          <span className={styles.dot} aria-hidden />
          <span className={styles.text}>
            <span className={styles.kind}>{persona.consent === 'synthetic' ? 'AI persona · synthetic' : 'AI persona of'}</span>
            <span className={styles.name}>{persona.name}</span>
          </span>
          <IconInfoCircle size={17} stroke={1.75} className={styles.info} aria-label="About this persona" />
        </button>
      </Popover.Target>
      <Popover.Dropdown className={styles.about} aria-label="About this persona">
        <h2>{persona.name}</h2>
        <p className={styles.role}>{[persona.title, persona.organisation].filter(Boolean).join(', ')}</p>
        <p>{persona.disclosure}</p>
        <p>{CONSENT[persona.consent]}</p>
        <p>
          It answers from {persona.documents} documents, and tells you when there is nothing in them to quote.
        </p>
      </Popover.Dropdown>
    </Popover>
  )
}
