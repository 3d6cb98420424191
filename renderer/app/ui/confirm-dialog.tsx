import { Button, Modal } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import styles from './confirm-dialog.module.css'

interface ConfirmDialogProps {
  opened: boolean
  title: string
  /** What happens, and what cannot be had back. */
  children: ReactNode
  confirmLabel: string
  /** Something is lost by it. */
  danger?: boolean
  onConfirm: () => void | Promise<void>
  onClose: () => void
}

/** Asked before what has no undo; whatever has one is done at once, with a notice. */
export function ConfirmDialog({ opened, title, children, confirmLabel, danger = false, onConfirm, onClose }: ConfirmDialogProps) {
  const [busy, setBusy] = useState(false)
  const confirm = async (): Promise<void> => {
    setBusy(true)
    try {
      await onConfirm()
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      radius="lg"
      centered
      lockScroll={false}
      classNames={{ title: styles.title, body: styles.body }}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className={styles.text}>{children}</div>
      <div className={styles.buttons}>
        <Button variant="default" radius="xl" onClick={onClose} data-autofocus>
          Cancel
        </Button>
        <Button className={danger ? styles.danger : undefined} radius="xl" loading={busy} onClick={() => void confirm()} data-testid="confirm">
          {confirmLabel}
        </Button>
      </div>
    </Modal>
  )
}
