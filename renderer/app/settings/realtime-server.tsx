import { TextInput } from '@mantine/core'
import type { KeySlot, RealtimeEndpoint } from '../../../electron/contract/settings.ts'
import { KeyField } from './key-field.tsx'
import { missingOf, USUAL_MODEL } from './realtime-choice.ts'
import styles from './settings.module.css'
import { TestBar } from './test-bar.tsx'
import type { Keys } from './use-keys.ts'

interface RealtimeServerProps {
  draft: RealtimeEndpoint
  slot: KeySlot
  persona?: string
  keys: Keys
  onChange: (draft: RealtimeEndpoint) => void
  /** @returns whether it could be written */
  save: (draft: RealtimeEndpoint) => Promise<boolean>
}

/** The fields of a server that hears and answers by itself, and its test. */
export function RealtimeServer({ draft, slot, persona, keys, onChange, save }: RealtimeServerProps) {
  const missing = missingOf(draft)
  const text = (field: 'baseUrl' | 'model' | 'voice') => ({
    value: draft[field] ?? '',
    autoComplete: 'off',
    spellCheck: false,
    onChange: (event: { currentTarget: { value: string } }) => onChange({ ...draft, [field]: event.currentTarget.value.trim() || undefined }),
    onBlur: () => void save(draft),
    'data-testid': `realtime-${field}`,
  })
  return (
    <>
      <div className={styles.fields}>
        <TextInput
          className={styles.wide}
          label="Address"
          placeholder="wss://realtime.example.org/v1/realtime"
          error={missing === 'Correct the address' && 'An address starts with wss://, ws://, https:// or http://.'}
          {...text('baseUrl')}
        />
        <TextInput label="Model" placeholder={USUAL_MODEL} {...text('model')} />
        <TextInput label="Voice" placeholder="The server’s own choice" {...text('voice')} />
        <KeyField slot={slot} address={draft.baseUrl} keys={keys} optional />
      </div>
      <TestBar
        role="realtime"
        {...(persona === undefined ? {} : { persona })}
        slot={slot}
        address={draft.baseUrl}
        keys={keys}
        missing={missing && `${missing}; until then nothing changes.`}
        save={() => save(draft)}
      />
    </>
  )
}
