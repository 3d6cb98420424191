import { SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { RealtimeEndpoint } from '../../../electron/contract/settings.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { missingOf, paused } from './realtime-choice.ts'
import { RealtimeServer } from './realtime-server.tsx'
import styles from './settings.module.css'
import type { Keys } from './use-keys.ts'

const LABEL = 'Speech to speech'

/** Whether one model hears and answers in the place of all the parts, for every persona that has no choice of its own. */
export function RealtimeField({ endpoint, keys }: { endpoint: RealtimeEndpoint; keys: Keys }) {
  const services = useServices()
  const endpoints = usePage(({ settings }) => settings!.endpoints)
  const [draft, setDraft] = useState(endpoint)
  const save = async (next: RealtimeEndpoint): Promise<boolean> => {
    setDraft(next)
    const ready = next.kind === 'embedded' || missingOf(next) === ''
    if (ready) await services.updateSettings({ endpoints: { ...endpoints, realtime: next } })
    return ready
  }
  return (
    <div className={styles.endpoint} role="group" aria-label={LABEL} data-testid="endpoint-realtime">
      <div className={styles.endpointHead}>
        <div className={styles.headWords}>
          <p className={styles.label}>{LABEL}</p>
          <p className={styles.hint}>One model hears the question and speaks the answer, by OpenAI’s Realtime protocol. A persona can have its own in the studio.</p>
        </div>
        <SegmentedControl
          aria-label={`${LABEL}: where`}
          radius="md"
          value={draft.kind}
          onChange={(kind) => void save(kind === 'embedded' ? paused(draft) : { ...draft, kind: 'custom' })}
          data={[
            { value: 'embedded', label: 'Off' },
            { value: 'custom', label: 'A server' },
          ]}
        />
      </div>
      {draft.kind === 'custom' && (
        <>
          <p className={styles.hint} data-testid="realtime-promise">
            In conversations answers then come from that model and in its voice, and the sound of the question goes there with what the persona has said
            about it. A strict persona still says only sentences that stand in its documents: all others are cut out before they are heard, and where none
            is left this computer answers.
          </p>
          <RealtimeServer draft={draft} slot="realtime" keys={keys} onChange={setDraft} save={save} />
        </>
      )}
    </div>
  )
}
