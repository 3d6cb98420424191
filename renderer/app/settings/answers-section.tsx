import { useEffect, useState } from 'react'
import { roleSchema, type Role, type Settings } from '../../../electron/contract/settings.ts'
import { request } from '../services/request.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { EndpointField } from './endpoint-field.tsx'
import { Section } from './section.tsx'
import styles from './settings.module.css'

const KEY_STORAGE = {
  protected: null,
  unprotected:
    'This system has no key ring, so keys are stored without protection: anyone who can read your files can read them.',
  unavailable: 'Keys cannot be stored on this system, so servers that need one cannot be used.',
} as const

export function AnswersSection({ settings }: { settings: Settings }) {
  const services = useServices()
  const keyStorage = usePage(({ status }) => status?.keyStorage ?? 'protected')
  const [keys, setKeys] = useState<Partial<Record<Role, boolean>>>({})
  const warning = KEY_STORAGE[keyStorage]

  useEffect(() => {
    void services.notices.guard(request(services.api, 'settings.keys')).then((found) => found && setKeys(found))
  }, [services])

  return (
    <Section
      title="Where the work is done"
      intro="Everything runs on this computer. Each part can be sent to a server of your own instead; what it is given then leaves this computer."
    >
      {warning && (
        <p className={styles.warning} role="note" data-testid="key-storage-warning">
          {warning}
        </p>
      )}
      {roleSchema.options.map((role) => (
        <EndpointField
          key={role}
          role={role}
          endpoint={settings.endpoints[role]}
          hasKey={keys[role] === true}
          canStoreKey={keyStorage !== 'unavailable'}
          onKeyChange={(present) => setKeys((known) => ({ ...known, [role]: present }))}
        />
      ))}
    </Section>
  )
}
