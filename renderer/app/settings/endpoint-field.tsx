import { SegmentedControl, TextInput } from '@mantine/core'
import { useState } from 'react'
import { speechEndpointSchema, type Role, type SpeechEndpoint } from '../../../electron/contract/settings.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { azureAddress } from './azure-address.ts'
import { KeyField } from './key-field.tsx'
import styles from './settings.module.css'
import { TestBar } from './test-bar.tsx'
import type { Keys } from './use-keys.ts'

const ROLES: Record<Exclude<Role, 'animation'>, { label: string; hint: string }> = {
  language: { label: 'Finding words', hint: 'Puts the answer together from what the persona has said.' },
  transcription: { label: 'Understanding speech', hint: 'Turns your voice into text.' },
  speech: { label: 'Voice', hint: 'Speaks the answer.' },
}

type Place = 'embedded' | 'custom' | 'azure'
const placeOf = ({ kind, provider }: SpeechEndpoint): Place => (kind === 'custom' && provider === 'azure' ? 'azure' : kind)

interface EndpointFieldProps {
  role: Exclude<Role, 'animation'>
  endpoint: SpeechEndpoint
  keys: Keys
}

/** One of the roles: on this computer, at a server that speaks OpenAI's API, or for the voice at Azure. */
export function EndpointField({ role, endpoint, keys }: EndpointFieldProps) {
  const services = useServices()
  const endpoints = usePage(({ settings }) => settings!.endpoints)
  const [draft, setDraft] = useState(endpoint)
  const place = placeOf(draft)
  const addressWrong = Boolean(draft.baseUrl) && !speechEndpointSchema.safeParse(draft).success

  const save = async (next: SpeechEndpoint): Promise<boolean> => {
    setDraft(next)
    const ready = speechEndpointSchema.safeParse(next).success && (next.kind === 'embedded' || Boolean(next.baseUrl))
    if (ready) await services.updateSettings({ endpoints: { ...endpoints, [role]: next } })
    return ready
  }
  const move = (to: Place): void => {
    if (to === 'embedded') return void save({ ...draft, kind: 'embedded' })
    // Azure and another server share no address: what is typed for one would go to the other.
    const kept = placeOf({ ...draft, kind: 'custom' }) === to ? draft : {}
    void save({ ...kept, kind: 'custom', ...(to === 'azure' ? { provider: 'azure' } : {}) })
  }
  const text = (field: 'baseUrl' | 'model' | 'voice', read = (typed: string) => typed) => ({
    value: draft[field] ?? '',
    autoComplete: 'off',
    spellCheck: false,
    onChange: (event: { currentTarget: { value: string } }) => setDraft({ ...draft, [field]: event.currentTarget.value.trim() || undefined }),
    onBlur: () => void save({ ...draft, [field]: draft[field] && read(draft[field]) }),
    'data-testid': `${role}-${field}`,
  })
  const testing = { role, slot: role, address: draft.baseUrl, keys, save: () => save(draft) }

  return (
    <div className={styles.endpoint} role="group" aria-label={ROLES[role].label} data-testid={`endpoint-${role}`}>
      <div className={styles.endpointHead}>
        <div>
          <p className={styles.label}>{ROLES[role].label}</p>
          <p className={styles.hint}>{ROLES[role].hint}</p>
        </div>
        <SegmentedControl
          aria-label={`${ROLES[role].label}: where`}
          radius="md"
          value={place}
          onChange={(to) => move(to as Place)}
          data={[
            { value: 'embedded', label: 'This computer' },
            { value: 'custom', label: 'A server' },
            ...(role === 'speech' ? [{ value: 'azure', label: 'Azure' }] : []),
          ]}
        />
      </div>
      {place === 'custom' && (
        <>
          <div className={styles.fields}>
            <TextInput
              className={styles.wide}
              label="Address"
              placeholder="https://inference.example.org/v1"
              error={addressWrong && 'An address starts with https:// or http://.'}
              {...text('baseUrl')}
            />
            <TextInput label="Model" {...text('model')} />
            {role === 'speech' && <TextInput label="Voice" {...text('voice')} />}
            <KeyField slot={role} address={draft.baseUrl} keys={keys} />
          </div>
          <TestBar {...testing} missing={addressWrong ? 'Correct the address.' : draft.baseUrl ? '' : 'Enter the address; until then this computer does the work.'} />
        </>
      )}
      {place === 'azure' && (
        <>
          <p className={styles.hint}>
            Every persona speaks in the voice that is entered here. The words of the answer go to Azure. The voice brings its own face, which is shown
            unless a server is chosen for the face.
          </p>
          <div className={styles.fields}>
            <TextInput
              label="Region, or address"
              placeholder="westeurope"
              error={addressWrong && draft.baseUrl?.includes(':') && 'An address starts with https:// or http://.'}
              {...text('baseUrl', azureAddress)}
            />
            <TextInput label="Voice" placeholder="en-US-AvaMultilingualNeural" {...text('voice')} />
            <KeyField slot={role} address={draft.baseUrl} keys={keys} />
          </div>
          <TestBar {...testing} missing={draft.baseUrl ? '' : 'Enter the region; until then the choice before speaks.'} />
        </>
      )}
    </div>
  )
}
