import { Kbd, Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { shortcutLabel } from '../shell/use-shell-keys.ts'
import styles from './shortcuts-sheet.module.css'

interface ShortcutsSheetProps {
  opened: boolean
  onClose: () => void
  /** Keys of the screen; those of the whole window follow. */
  rows: readonly (readonly [key: string, what: string])[]
  children?: ReactNode
}

export function ShortcutsSheet({ opened, onClose, rows, children }: ShortcutsSheetProps) {
  const all = [...rows, [`${shortcutLabel('1')} … 5`, 'Another screen'] as const, ['?', 'Show these shortcuts'] as const]
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard" radius="lg" centered lockScroll={false} classNames={{ title: styles.title }} closeButtonProps={{ 'aria-label': 'Close' }}>
      <dl className={styles.rows}>
        {all.map(([key, what]) => (
          <div key={key}>
            <dt>
              <Kbd size="md">{key}</Kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      {children}
    </Modal>
  )
}
