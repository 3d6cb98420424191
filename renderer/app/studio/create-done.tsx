import { Button } from '@mantine/core'
import type { Creation } from '../state/studio-store.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { FocusedHeading } from './focused-heading.tsx'
import { IngestReportView } from './ingest-report.tsx'
import styles from './studio.module.css'

/** What came of the folder, and what to do next. */
export function CreateDone({ made: { persona, report } }: { made: NonNullable<Creation['made']> }) {
  const { studio, personas } = useServices()
  const active = usePage(({ status }) => status?.persona.id === persona.id)
  const synthetic = persona.consent === 'synthetic'

  const goTo = (tab: 'consent' | 'documents'): void => {
    studio.store.setState({ tab })
    studio.open({ kind: 'persona', id: persona.id })
    studio.intake.startOver()
  }

  return (
    <div className={styles.pane} data-testid="create-done">
      <div className={styles.paneHead}>
        <FocusedHeading>{persona.name} is made</FocusedHeading>
        <p>
          {synthetic
            ? 'It is invented, so nobody has to agree: it can be talked with at once.'
            : 'Next comes consent: until the person has agreed aloud, it says nothing.'}
        </p>
      </div>
      <div className={styles.buttons}>
        {synthetic ? (
          <Button size="md" radius="xl" disabled={active} onClick={() => void personas.use(persona.id)} data-testid="create-use">
            {active ? 'In use' : `Use ${persona.name}`}
          </Button>
        ) : (
          <Button size="md" radius="xl" onClick={() => goTo('consent')} data-testid="create-next">
            Ask for consent
          </Button>
        )}
        <Button variant="default" size="md" radius="xl" onClick={() => goTo('documents')} data-testid="create-look">
          Look at the documents
        </Button>
      </div>
      <IngestReportView report={report} />
    </div>
  )
}
