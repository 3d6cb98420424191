import { Button, PasswordInput, SegmentedControl, TextInput } from '@mantine/core'
import { useState } from 'react'
import { endpointSchema, type Endpoint, type Role } from '../../../electron/contract/settings.ts'
import { request } from '../services/request.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import styles from './settings.module.css'

const ROLES: Record<Role, { label: string; hint: string }> = {
  language: { label: 'Finding words', hint: 'Puts the answer together from what the persona has said.' },
  transcription: { label: 'Understanding speech', hint: 'Turns your voice into text.' },
  speech: { label: 'Voice', hint: 'Speaks the answer.' },
  animation: { label: 'Face', hint: 'Moves the face with the voice.' },
}

interface EndpointFieldProps {
  role: Role
  endpoint: Endpoint
  hasKey: boolean
  canStoreKey: boolean
  onKeyChange: (present: boolean) => void
}

/** One of the four roles: on this computer, or at a server that speaks the same API. */
export function EndpointField({ role, endpoint, hasKey, canStoreKey, onKeyChange }: EndpointFieldProps) {
  const services = useServices()
  const endpoints = usePage(({ settings }) => settings!.endpoints)
  const [draft, setDraft] = useState(endpoint)
  const [key, setKey] = useState('')
  const [result, setResult] = useState<{ ok: boolean; detail: string } | null>(null)
  const [working, setWorking] = useState(false)
  const addressWrong = Boolean(draft.baseUrl) && !endpointSchema.safeParse(draft).success

  const save = async (next: Endpoint): Promise<boolean> => {
    setDraft(next)
    setResult(null)
    const ready = endpointSchema.safeParse(next).success && (next.kind === 'embedded' || Boolean(next.baseUrl))
    if (ready) await services.updateSettings({ endpoints: { ...endpoints, [role]: next } })
    return ready
  }
  const text = (field: 'baseUrl' | 'model' | 'voice') => ({
    value: draft[field] ?? '',
    onChange: (event: { currentTarget: { value: string } }) => setDraft({ ...draft, [field]: event.currentTarget.value.trim() || undefined }),
    onBlur: () => void save(draft),
  })
  const saveKey = async (value: string | null): Promise<void> => {
    const done = await services.notices.guard(request(services.api, 'settings.setKey', { role, key: value }).then(() => true))
    if (!done) return
    setKey('')
    onKeyChange(value !== null)
  }
  const test = async (): Promise<void> => {
    setWorking(true)
    setResult(null)
    if (key) await saveKey(key)
    if (await save(draft)) setResult((await services.notices.guard(request(services.api, 'settings.testEndpoint', { role }))) ?? null)
    setWorking(false)
  }

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
          value={draft.kind}
          onChange={(kind) => void save({ ...draft, kind: kind as Endpoint['kind'] })}
          data={[
            { value: 'embedded', label: 'This computer' },
            { value: 'custom', label: 'A server' },
          ]}
        />
      </div>
      {draft.kind === 'custom' && (
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
            <PasswordInput
              label="Key"
              description={hasKey ? 'One is stored. It is never shown again.' : 'Stored on this computer, never shown again.'}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              disabled={!canStoreKey}
              autoComplete="off"
              value={key}
              onChange={(event) => setKey(event.currentTarget.value)}
              onBlur={() => key && void saveKey(key)}
            />
          </div>
          <div className={styles.endpointHead}>
            <p className={styles.result} data-ok={result?.ok} role="status">
              {result?.detail ?? (draft.baseUrl ? '' : 'Enter the address; until then this computer does the work.')}
            </p>
            <div>
              {hasKey && (
                <Button variant="subtle" color="gray" onClick={() => void saveKey(null)}>
                  Delete the key
                </Button>
              )}
              <Button variant="default" loading={working} disabled={!draft.baseUrl || addressWrong} onClick={() => void test()}>
                Test
              </Button>
            </div>
          </div>
        </>
      )}
    </div>
  )
}
