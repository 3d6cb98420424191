import { Button } from '@mantine/core'
import { request } from '../services/request.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { Section } from './section.tsx'
import styles from './settings.module.css'

export function DataSection() {
  const services = useServices()
  const status = usePage((state) => state.status)
  if (!status) return null
  return (
    <Section title="Your data">
      <dl className={styles.facts}>
        <div>
          <dt>Questions and answers</dt>
          <dd>
            Text and sound of every turn lie in a database in your own user folder on this computer. Deleting a turn deletes its sound
            too.
          </dd>
        </div>
        <div>
          <dt>What leaves this computer</dt>
          <dd>Nothing, unless you choose a server above.</dd>
        </div>
        <div>
          <dt>Logs</dt>
          <dd>They hold times and errors, never what was said.</dd>
        </div>
      </dl>
      <Button variant="default" justify="center" onClick={() => void services.notices.guard(request(services.api, 'app.openLogs'))}>
        Open the log folder
      </Button>
      <p className={styles.hint}>Understudy {status.version}</p>
    </Section>
  )
}
