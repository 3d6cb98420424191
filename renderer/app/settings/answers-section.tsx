import type { Settings } from '../../../electron/contract/settings.ts'
import { usePage } from '../services/services-context.tsx'
import { EndpointField } from './endpoint-field.tsx'
import { FaceField } from './face-field.tsx'
import { RealtimeField } from './realtime-field.tsx'
import { Section } from './section.tsx'
import styles from './settings.module.css'
import { StoredKeys } from './stored-keys.tsx'
import { useKeys } from './use-keys.ts'

const KEY_STORAGE = {
  protected: null,
  unprotected:
    'This system has no key ring, so keys are stored without protection: anyone who can read your files can read them.',
  unavailable: 'Keys cannot be stored on this system, so servers that need one cannot be used.',
} as const

export function AnswersSection({ settings: { endpoints } }: { settings: Settings }) {
  const keyStorage = usePage(({ status }) => status?.keyStorage ?? 'protected')
  const keys = useKeys()
  const warning = KEY_STORAGE[keyStorage]

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
      <EndpointField role="language" endpoint={endpoints.language} keys={keys} />
      <EndpointField role="transcription" endpoint={endpoints.transcription} keys={keys} />
      <EndpointField role="speech" endpoint={endpoints.speech} keys={keys} />
      <FaceField endpoint={endpoints.animation} keys={keys} />
      <RealtimeField endpoint={endpoints.realtime} keys={keys} />
      <StoredKeys keys={keys} />
    </Section>
  )
}
