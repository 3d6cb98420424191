import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconFileExport, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { PersonaDetail } from '../../../electron/contract/persona.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { CONSENT_WORDS } from '../shell/consent-words.ts'
import { ASK_WORDS, consentSentence } from '../state/studio-words.ts'
import { Monogram } from '../ui/monogram.tsx'
import { StatusBadge } from '../ui/status-badge.tsx'
import styles from './detail.module.css'
import { useStudio } from './use-studio.ts'

/** Who lies open, whether it may speak, and what can be done with it as a whole. */
export function DetailHead({ detail }: { detail: PersonaDetail }) {
  const { id, name, title, organisation, consent, builtIn } = detail
  const active = usePage(({ status }) => status?.persona.id === id)
  const { label, tone } = CONSENT_WORDS[consent]
  return (
    <header className={styles.head}>
      <div className={styles.identity}>
        <Monogram name={name} size={54} />
        <div className={styles.who}>
          <h2>{name}</h2>
          {(title || organisation) && <p>{[title, organisation].filter(Boolean).join(', ')}</p>}
          <p className={styles.badges}>
            {active && <StatusBadge tone="voice">In use</StatusBadge>}
            <span data-testid="consent-state" data-state={consent}>
              <StatusBadge tone={tone}>{label}</StatusBadge>
            </span>
            {builtIn && <StatusBadge>Built in</StatusBadge>}
          </p>
        </div>
        <Actions detail={detail} active={active} />
      </div>
      {builtIn && (
        <p className={styles.note} data-testid="built-in-note">
          It came with Understudy: it can be used, corrected in review and exported, but not changed or deleted.
        </p>
      )}
      <SilenceLine detail={detail} />
    </header>
  )
}

function Actions({ detail, active }: { detail: PersonaDetail; active: boolean }) {
  const { studio, personas } = useServices()
  const [busy, setBusy] = useState<'use' | 'export' | 'delete' | null>(null)
  const run = async (what: typeof busy, work: () => Promise<unknown>): Promise<void> => {
    setBusy(what)
    await work()
    setBusy(null)
  }
  const remove = async (): Promise<void> => {
    if (await studio.packages.delete(detail)) studio.open({ kind: 'list' })
  }
  return (
    <div className={styles.actions}>
      {!active && (
        <Button radius="xl" loading={busy === 'use'} onClick={() => void run('use', () => personas.use(detail.id))} data-testid="persona-use">
          Use
        </Button>
      )}
      <Button
        variant="default"
        radius="xl"
        leftSection={<IconFileExport size={18} stroke={1.75} />}
        loading={busy === 'export'}
        onClick={() => void run('export', () => studio.packages.export(detail))}
        data-testid="persona-export"
      >
        Export
      </Button>
      {!detail.builtIn && (
        <Tooltip label="Delete" openDelay={400}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            radius="xl"
            aria-label={`Delete ${detail.name}`}
            loading={busy === 'delete'}
            onClick={() => void run('delete', remove)}
            data-testid="persona-delete"
          >
            <IconTrash size={19} stroke={1.75} />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  )
}

/** Why it says nothing, and the way to change that; on the consent tab that is said there. */
function SilenceLine({ detail }: { detail: PersonaDetail }) {
  const { studio } = useServices()
  const onConsentTab = useStudio((state) => state.tab === 'consent')
  const { consent, consentRecord } = detail
  if (onConsentTab || CONSENT_WORDS[consent].maySpeak) return null
  return (
    <div className={styles.silence} role="note">
      <p>{consentSentence(consent, consentRecord, Date.now())}</p>
      <Button variant="default" size="compact-md" radius="xl" onClick={() => studio.store.setState({ tab: 'consent' })} data-testid="to-consent">
        {ASK_WORDS[consent]}
      </Button>
    </div>
  )
}
