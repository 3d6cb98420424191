import { Button } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import type { PersonaDetail } from '../../../electron/contract/persona.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { consentSentence } from '../state/studio-words.ts'
import styles from './ceremony.module.css'
import { FocusedHeading } from './focused-heading.tsx'

/** The words were heard: from now on it may speak. */
export function ConsentAccepted({ detail }: { detail: PersonaDetail }) {
  const { studio, personas } = useServices()
  const active = usePage(({ status }) => status?.persona.id === detail.id)
  return (
    <div className={styles.ceremony} data-testid="consent-result" data-accepted="true">
      <div className={styles.intro}>
        <span className={styles.seal} aria-hidden>
          <IconCheck size={30} stroke={2} />
        </span>
        <FocusedHeading>{detail.name} may speak now</FocusedHeading>
        <p>The words were heard. {detail.consent === 'verified' && consentSentence('verified', detail.consentRecord, Date.now())}</p>
      </div>
      <div className={styles.buttons}>
        {!active && (
          <Button size="md" radius="xl" onClick={() => void personas.use(detail.id)} data-testid="consent-use">
            Use {detail.name}
          </Button>
        )}
        <Button variant="default" size="md" radius="xl" onClick={() => void studio.consent.close(detail.id)} data-testid="consent-done">
          See what was agreed to
        </Button>
      </div>
    </div>
  )
}
