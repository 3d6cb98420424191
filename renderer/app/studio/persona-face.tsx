import { Select } from '@mantine/core'
import { useState } from 'react'
import type { PersonaDetail } from '../../../electron/contract/persona.ts'
import type { AnimationEndpoint } from '../../../electron/contract/settings.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { FACE_KINDS, FACE_LABELS, faceDraft, faceKindOf, missingOf, type FaceKind } from '../settings/face-choice.ts'
import { FaceServer } from '../settings/face-server.tsx'
import { useKeys } from '../settings/use-keys.ts'
import styles from './detail.module.css'

/** Who moves this persona's face on this computer; it counts at once, and stays out of the package. */
export function PersonaFace({ detail: { id, name } }: { detail: PersonaDetail }) {
  const services = useServices()
  const keys = useKeys()
  const faces = usePage(({ settings }) => settings!.personaFaces)
  const common = usePage(({ settings }) => settings!.endpoints.animation)
  const [draft, setDraft] = useState<AnimationEndpoint | null>(faces[id] ?? null)
  const kind = draft && faceKindOf(draft)
  const { [id]: _own, ...others } = faces
  const save = async (next: AnimationEndpoint | null): Promise<boolean> => {
    setDraft(next)
    const ready = next === null || missingOf(next) === ''
    if (ready) await services.updateSettings({ personaFaces: next ? { ...others, [id]: next } : others })
    return ready
  }
  return (
    <section className={styles.block} data-testid="persona-face">
      <h3>Movement of the face on this computer</h3>
      <Select
        className={styles.faceSelect}
        label="Who moves it"
        description={`Counts only on this computer and only for ${name}. An exported persona takes no address along.`}
        allowDeselect={false}
        data={[{ value: 'app', label: `As in Settings (${FACE_LABELS[faceKindOf(common)]})` }, ...FACE_KINDS.map((value) => ({ value, label: FACE_LABELS[value] }))]}
        value={kind ?? 'app'}
        onChange={(value) => value && void save(value === 'app' ? null : faceDraft(value as FaceKind, draft))}
        data-testid="persona-face-kind"
      />
      {draft && kind && kind !== 'embedded' && (
        <FaceServer key={kind} kind={kind} draft={draft} slot={`animation/${id}`} persona={id} keys={keys} meanwhile="the choice before" onChange={setDraft} save={save} />
      )}
    </section>
  )
}
