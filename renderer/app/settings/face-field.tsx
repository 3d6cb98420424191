import { Select } from '@mantine/core'
import { useState } from 'react'
import type { AnimationEndpoint } from '../../../electron/contract/settings.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { FACE_KINDS, FACE_LABELS, faceDraft, faceKindOf, missingOf, type FaceKind } from './face-choice.ts'
import { FaceServer } from './face-server.tsx'
import styles from './settings.module.css'
import type { Keys } from './use-keys.ts'

/** Who moves the face, for every persona that has no choice of its own. */
export function FaceField({ endpoint, keys }: { endpoint: AnimationEndpoint; keys: Keys }) {
  const services = useServices()
  const endpoints = usePage(({ settings }) => settings!.endpoints)
  const [draft, setDraft] = useState(endpoint)
  const kind = faceKindOf(draft)
  const save = async (next: AnimationEndpoint): Promise<boolean> => {
    setDraft(next)
    const ready = missingOf(next) === ''
    if (ready) await services.updateSettings({ endpoints: { ...endpoints, animation: next } })
    return ready
  }
  return (
    <div className={styles.endpoint} role="group" aria-label="Face" data-testid="endpoint-animation">
      <div className={styles.endpointHead}>
        <div className={styles.headWords}>
          <p className={styles.label}>Face</p>
          <p className={styles.hint}>Moves the face with the voice. A persona can have its own in the studio.</p>
        </div>
        <Select
          className={styles.faceSelect}
          aria-label="Face: where"
          allowDeselect={false}
          data={FACE_KINDS.map((value) => ({ value, label: FACE_LABELS[value] }))}
          value={kind}
          onChange={(value) => value && void save(faceDraft(value as FaceKind, draft.baseUrl ? draft : endpoint))}
          data-testid="face-kind"
        />
      </div>
      {kind !== 'embedded' && (
        <FaceServer key={kind} kind={kind} draft={draft} slot="animation" keys={keys} meanwhile="the choice before" onChange={setDraft} save={save} />
      )}
    </div>
  )
}
