import { Menu } from '@mantine/core'
import { IconAlertTriangleFilled, IconCheck, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { PersonaEntry } from '../../../electron/contract/persona.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { Monogram } from '../ui/monogram.tsx'
import { StatusBadge } from '../ui/status-badge.tsx'
import { CONSENT_WORDS } from './consent-words.ts'
import styles from './persona-switcher.module.css'

/** Who answers, and everybody else who could. */
export function PersonaSwitcher() {
  const services = useServices()
  const persona = usePage(({ status }) => status?.persona)
  const personas = usePage((state) => state.personas)
  const [opened, setOpened] = useState(false)
  if (!persona) return null
  const consent = CONSENT_WORDS[persona.consent]

  const openStudio = (target: { id: string } | 'new'): void => {
    services.store.setState({ studioTarget: target })
    services.show('studio')
  }
  return (
    <Menu opened={opened} onChange={setOpened} onOpen={() => void services.personas.load()} position="right-end" offset={10} width={330} shadow="md" radius="lg" withinPortal={false}>
      <Menu.Target>
        <button type="button" className={styles.target} title={`${persona.name}: ${consent.label}`} data-testid="persona-switcher">
          <span className={styles.disc}>
            <Monogram name={persona.name} size={38} />
            {!consent.maySpeak && (
              <span className={styles.warning} data-tone={consent.tone}>
                <IconAlertTriangleFilled size={13} />
              </span>
            )}
          </span>
          <span className={styles.name}>{persona.name.split(' ')[0]}</span>
          <span className="visually-hidden">
            : {persona.name}, {consent.label}. Switch persona
          </span>
        </button>
      </Menu.Target>
      <Menu.Dropdown className={styles.menu} aria-label="Personas">
        <div className={styles.list}>
          {personas?.map((entry) => (
            <Row
              key={entry.id}
              entry={entry}
              active={entry.id === persona.id}
              onChoose={() => (entry.problem === null ? void services.personas.use(entry.id) : openStudio({ id: entry.id }))}
            />
          ))}
        </div>
        <Menu.Divider />
        <Menu.Item className={styles.row} leftSection={<IconPlus size={20} stroke={1.8} className={styles.plus} />} onClick={() => openStudio('new')} data-testid="new-persona">
          New persona…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function Row({ entry, active, onChoose }: { entry: PersonaEntry; active: boolean; onChoose: () => void }) {
  const { label, tone } = CONSENT_WORDS[entry.consent]
  return (
    <Menu.Item
      className={styles.row}
      leftSection={<Monogram name={entry.name} size={34} />}
      rightSection={active && <IconCheck size={18} stroke={2} className={styles.check} aria-label="Active" />}
      onClick={onChoose}
      data-testid="persona-row"
      data-persona={entry.id}
      data-active={active}
    >
      <span className={styles.entry}>
        <span className={styles.entryName}>{entry.name}</span>
        <span className={styles.role}>{[entry.title, entry.organisation].filter(Boolean).join(', ')}</span>
        <span>
          <StatusBadge tone={tone}>{label}</StatusBadge>
        </span>
        {entry.problem && <span className={styles.problem}>{entry.problem}</span>}
      </span>
    </Menu.Item>
  )
}
