import { TextInput } from '@mantine/core'
import type { AnimationEndpoint, KeySlot } from '../../../electron/contract/settings.ts'
import { FACE_FIELDS, missingOf, type FaceKind } from './face-choice.ts'
import { KeyField } from './key-field.tsx'
import styles from './settings.module.css'
import { TestBar } from './test-bar.tsx'
import type { Keys } from './use-keys.ts'

interface FaceServerProps {
  kind: Exclude<FaceKind, 'embedded'>
  draft: AnimationEndpoint
  slot: KeySlot
  persona?: string
  keys: Keys
  /** What counts as long as something is missing, as in «until then … moves the face». */
  meanwhile: string
  onChange: (draft: AnimationEndpoint) => void
  /** @returns whether it could be written */
  save: (draft: AnimationEndpoint) => Promise<boolean>
}

/** The fields of a server that moves the face, and its test. */
export function FaceServer({ kind, draft, slot, persona, keys, meanwhile, onChange, save }: FaceServerProps) {
  const { hint, address, model, functionId, keyLabel, keyOptional } = FACE_FIELDS[kind]
  const missing = missingOf(draft)
  const text = (field: 'baseUrl' | 'model' | 'functionId') => ({
    value: draft[field] ?? '',
    autoComplete: 'off',
    spellCheck: false,
    onChange: (event: { currentTarget: { value: string } }) => onChange({ ...draft, [field]: event.currentTarget.value.trim() || undefined }),
    onBlur: () => void save(draft),
    'data-testid': `face-${field}`,
  })
  return (
    <>
      <p className={styles.hint}>{hint}</p>
      <div className={styles.fields}>
        {address && (
          <TextInput
            className={styles.wide}
            label="Address"
            placeholder={address}
            error={missing === 'Correct the address' && 'An address starts with https:// or http://.'}
            {...text('baseUrl')}
          />
        )}
        {functionId && <TextInput label="Id of the function" {...text('functionId')} />}
        {model && <TextInput label="Model" placeholder={model} {...text('model')} />}
        <KeyField slot={slot} address={draft.baseUrl} keys={keys} label={keyLabel} optional={keyOptional} />
      </div>
      <TestBar
        role="animation"
        {...(persona === undefined ? {} : { persona })}
        slot={slot}
        address={draft.baseUrl}
        keys={keys}
        missing={missing && `${missing}; until then ${meanwhile} moves the face.`}
        save={() => save(draft)}
      />
    </>
  )
}
