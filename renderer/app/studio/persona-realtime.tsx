import { Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { PersonaDetail } from '../../../electron/contract/persona.ts'
import type { RealtimeEndpoint } from '../../../electron/contract/settings.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { missingOf, realtimeDraft, realtimeKindOf, realtimeName, type RealtimeKind } from '../settings/realtime-choice.ts'
import { RealtimeServer } from '../settings/realtime-server.tsx'
import { useKeys } from '../settings/use-keys.ts'
import { mayAnswerSo } from '../state/studio-words.ts'
import styles from './detail.module.css'

/** Whether a model on a server answers for this persona on this computer; it counts at once, and stays out of the package. */
export function PersonaRealtime({ detail }: { detail: PersonaDetail }) {
  const { id, name } = detail
  const services = useServices()
  const keys = useKeys()
  const chosen = usePage(({ settings }) => settings!.personaRealtime)
  const common = usePage(({ settings }) => settings!.endpoints.realtime)
  const [draft, setDraft] = useState<RealtimeEndpoint | null>(chosen[id] ?? null)
  const [kind, setKind] = useState<RealtimeKind>(realtimeKindOf(draft))
  const { [id]: _own, ...others } = chosen
  const save = async (next: RealtimeEndpoint | null, as = kind): Promise<boolean> => {
    setDraft(next)
    const ready = as !== 'server' || (next !== null && missingOf(next) === '')
    if (ready) await services.updateSettings({ personaRealtime: next ? { ...others, [id]: next } : others })
    return ready
  }
  const move = (to: RealtimeKind): void => {
    setKind(to)
    void save(realtimeDraft(to, draft), to)
  }
  const app = realtimeName(common)
  return (
    <section className={styles.block} data-testid="persona-realtime">
      <h3>Speech to speech on this computer</h3>
      <Select
        className={styles.faceSelect}
        label="Whether a model on a server answers"
        description={`Counts only on this computer and only for ${name}. An exported persona takes no address along.`}
        allowDeselect={false}
        data={[
          { value: 'app', label: `As in Settings (${app})` },
          { value: 'voice', label: 'As in Settings, in another voice' },
          { value: 'server', label: 'A server of its own' },
          { value: 'never', label: 'Never' },
        ]}
        value={kind}
        onChange={(to) => to && move(to as RealtimeKind)}
        data-testid="persona-realtime-kind"
      />
      {kind === 'voice' && (
        <TextInput
          className={styles.faceSelect}
          label="Voice"
          description={app === 'off' ? 'Speech to speech is off in Settings; until it is on there this computer answers.' : `As ${app} calls it.`}
          autoComplete="off"
          spellCheck={false}
          value={draft?.voice ?? ''}
          onChange={({ currentTarget }) => setDraft({ kind: 'custom', ...(currentTarget.value.trim() ? { voice: currentTarget.value.trim() } : {}) })}
          onBlur={() => void save(draft)}
          data-testid="persona-realtime-voice"
        />
      )}
      {kind === 'server' && draft && (
        <RealtimeServer draft={draft} slot={`realtime/${id}`} persona={id} keys={keys} onChange={setDraft} save={save} />
      )}
      {kind !== 'never' && !mayAnswerSo(detail) && (
        <p className={styles.note} data-testid="persona-realtime-consent">
          What {name} agreed to doesn’t cover speech to speech, so this computer answers; ask for it under Consent.
        </p>
      )}
    </section>
  )
}
