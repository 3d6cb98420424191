import { Menu } from '@mantine/core'
import { IconCheck, IconChevronDown, IconQuote } from '@tabler/icons-react'
import type { AnswerMode } from '../../../electron/contract/persona.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { MODE_NAMES, MODE_WORDS, modesUpTo } from '../state/mode-words.ts'
import styles from './mode-picker.module.css'
import pill from './pill.module.css'

/** How freely the persona answers from now on; its owner says how freely it may. */
export function ModePicker() {
  const services = useServices()
  const answers = usePage(({ status }) => status?.persona.answers)
  const name = usePage(({ status }) => status?.persona.name ?? '')
  if (!answers) return null
  return (
    <Menu position="top-start" offset={8} width={340} shadow="md" radius="lg">
      <Menu.Target>
        <button type="button" className={`${pill.pill} ${styles.target}`} data-testid="mode" data-mode={answers.mode}>
          <IconQuote size={18} stroke={1.75} aria-hidden />
          <span className="visually-hidden">How closely it keeps to its documents: </span>
          {MODE_NAMES[answers.mode]}
          <IconChevronDown size={15} stroke={2} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown className={styles.menu} aria-label={`How closely ${name} keeps to the documents`}>
        {modesUpTo(answers.freest).map(({ mode, allowed }) => (
          <ModeRow key={mode} mode={mode} allowed={allowed} chosen={mode === answers.mode} onChoose={() => services.chooseMode(mode)} />
        ))}
        <p className={styles.footnote}>Numbers and names are the documents’ own in every case.</p>
      </Menu.Dropdown>
    </Menu>
  )
}

function ModeRow({ mode, allowed, chosen, onChoose }: { mode: AnswerMode; allowed: boolean; chosen: boolean; onChoose: () => void }) {
  return (
    <Menu.Item
      className={styles.row}
      role="menuitemradio"
      aria-checked={chosen}
      disabled={!allowed}
      rightSection={chosen && <IconCheck size={18} stroke={2} className={styles.check} aria-hidden />}
      onClick={onChoose}
      data-testid={`mode-${mode}`}
    >
      <span className={styles.words}>
        <span className={styles.name}>{MODE_NAMES[mode]}</span>
        <span className={styles.hint}>{allowed ? MODE_WORDS[mode] : 'its owner does not allow it'}</span>
      </span>
    </Menu.Item>
  )
}
