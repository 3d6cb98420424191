import { Button, Loader } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { PersonaEntry } from '../../../electron/contract/persona.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { CONSENT_WORDS } from '../shell/consent-words.ts'
import { documentCount, progressSentence } from '../state/studio-words.ts'
import { Monogram } from '../ui/monogram.tsx'
import { StatusBadge } from '../ui/status-badge.tsx'
import styles from './persona-list.module.css'
import { useStudio } from './use-studio.ts'

/** Everybody who could answer; a click opens, «Use» switches at once. */
export function PersonaList() {
  const { personas: service } = useServices()
  const personas = usePage((state) => state.personas)
  const activeId = usePage(({ status }) => status?.persona.id)
  const [tried, setTried] = useState(false)

  useEffect(() => {
    void service.load().then(() => setTried(true))
  }, [service])

  if (!personas) {
    return (
      <div className={styles.missing}>
        {tried ? (
          <>
            <p>The personas could not be read.</p>
            <Button variant="default" radius="xl" onClick={() => void service.load()}>
              Try again
            </Button>
          </>
        ) : (
          <Loader size="sm" aria-label="Reading the personas" />
        )}
      </div>
    )
  }
  return (
    <ul className={styles.list}>
      <InTheMaking />
      {personas.map((entry) => (
        <Row key={entry.id} entry={entry} active={entry.id === activeId} />
      ))}
    </ul>
  )
}

/** The way back to a persona that is being made, or that has just been. */
function InTheMaking() {
  const { studio } = useServices()
  const shown = useStudio(({ place, creation }) => place.kind !== 'create' && creation.step !== 'form')
  const creation = useStudio((state) => state.creation)
  if (!shown) return null
  const name = creation.made?.persona.name ?? creation.profile.name.trim()
  return (
    <li className={styles.row}>
      <button type="button" className={styles.making} onClick={() => studio.open({ kind: 'create' })} data-testid="in-the-making">
        {creation.step === 'working' ? `Making ${name}: ${progressSentence(creation.progress)}` : `${name} is made. See what became of the files.`}
      </button>
    </li>
  )
}

function Row({ entry, active }: { entry: PersonaEntry; active: boolean }) {
  const { studio, personas } = useServices()
  const opened = useStudio(({ place }) => place.kind === 'persona' && place.id === entry.id)
  const changed = useStudio(({ drafts }) => drafts[entry.id] !== undefined)
  const [switching, setSwitching] = useState(false)
  const { id, name, title, organisation, consent, problem } = entry
  const { label, tone } = CONSENT_WORDS[consent]

  const use = async (): Promise<void> => {
    setSwitching(true)
    await personas.use(id)
    setSwitching(false)
  }

  return (
    <li className={styles.row} data-opened={opened} data-testid="persona-row" data-id={id} data-active={active}>
      <button type="button" className={styles.open} aria-current={opened || undefined} onClick={() => studio.open({ kind: 'persona', id })}>
        <Monogram name={name} size={38} />
        <span className={styles.text}>
          <span className={styles.name}>{name}</span>
          {(title || organisation) && <span className={styles.role}>{[title, organisation].filter(Boolean).join(', ')}</span>}
          <span className={styles.facts}>
            <StatusBadge tone={tone}>{label}</StatusBadge>
            <span>{documentCount(entry.documents)}</span>
          </span>
          {problem && <span className={styles.problem}>{problem}</span>}
          {changed && <span className={styles.problem}>Changes not saved</span>}
        </span>
      </button>
      <span className={styles.side}>
        {active && <StatusBadge tone="voice">In use</StatusBadge>}
        {!active && problem === null && (
          <Button
            variant="default"
            size="compact-sm"
            radius="xl"
            loading={switching}
            aria-label={`Use ${name}`}
            onClick={() => void use()}
            data-testid="persona-use"
          >
            Use
          </Button>
        )}
      </span>
    </li>
  )
}
