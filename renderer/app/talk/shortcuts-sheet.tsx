import { Kbd, Modal } from '@mantine/core'
import { holdKeyLabel } from '../settings/key-names.ts'
import { usePage } from '../services/services-context.tsx'
import styles from './shortcuts-sheet.module.css'

export function ShortcutsSheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const hotkey = usePage(({ status }) => status?.hotkey)
  const rows: [string, string][] = [
    ['Space', 'Hold to talk, in this window'],
    ['Esc', 'Stop the answer'],
    ['Enter', 'Ask the typed question'],
    ['/', 'Type a question'],
    ['?', 'Show these shortcuts'],
  ]
  if (hotkey && hotkey.mode !== 'unavailable') {
    const how = hotkey.mode === 'hold' ? 'Hold to talk, from any app' : 'Press to talk from any app, press again to ask'
    rows.unshift([holdKeyLabel(hotkey.key), how])
  }
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard" radius="lg" centered lockScroll={false} classNames={{ title: styles.title }} closeButtonProps={{ 'aria-label': 'Close' }}>
      <dl className={styles.rows}>
        {rows.map(([key, what]) => (
          <div key={key}>
            <dt>
              <Kbd size="md">{key}</Kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      {hotkey?.problem && <p className={styles.problem}>{hotkey.problem}</p>}
    </Modal>
  )
}
