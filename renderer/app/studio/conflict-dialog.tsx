import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import { useServices } from '../services/services-context.tsx'
import { useStudio } from './use-studio.ts'
import styles from './studio.module.css'

/** A persona of that id is here already: nothing is touched until somebody decides. */
export function ConflictDialog() {
  const { studio } = useServices()
  const conflict = useStudio((state) => state.conflict)
  const [busy, setBusy] = useState<'copy' | 'replace' | null>(null)

  const resolve = async (choice: 'copy' | 'replace'): Promise<void> => {
    setBusy(choice)
    const made = await studio.packages.resolveConflict(choice)
    setBusy(null)
    if (made) studio.open({ kind: 'persona', id: made.id })
  }

  return (
    <Modal
      opened={conflict !== null}
      onClose={() => busy === null && studio.packages.dropConflict()}
      title="This persona is here already"
      radius="lg"
      centered
      lockScroll={false}
      classNames={{ title: styles.dialogTitle }}
      closeButtonProps={{ 'aria-label': 'Cancel the import' }}
      data-testid="import-conflict"
    >
      <div className={styles.dialogText}>
        <p role="status">{conflict?.message}</p>
        <p>Keeping both gives the imported one a new id. Replacing puts it in the place of the one that is here, with its documents, consent and corrections.</p>
      </div>
      <div className={styles.dialogButtons}>
        <Button variant="default" radius="xl" disabled={busy !== null} onClick={() => studio.packages.dropConflict()}>
          Cancel
        </Button>
        <Button className={styles.bad} variant="default" radius="xl" loading={busy === 'replace'} disabled={busy === 'copy'} onClick={() => void resolve('replace')} data-testid="import-replace">
          Replace
        </Button>
        <Button radius="xl" loading={busy === 'copy'} disabled={busy === 'replace'} onClick={() => void resolve('copy')} data-testid="import-copy" data-autofocus>
          Keep both
        </Button>
      </div>
    </Modal>
  )
}
