import type { ReactNode } from 'react'
import { AvatarDrop } from '../heads/avatar-drop.tsx'
import { HeadDialog } from '../heads/head-dialog.tsx'
import { usePage, useServices } from '../services/services-context.tsx'
import { DocumentDrawer } from '../ui/document-drawer.tsx'
import { Rail } from './rail.tsx'
import styles from './shell.module.css'
import { useShellKeys } from './use-shell-keys.ts'

/** The rail and, beside it, one screen; a source opens over any of them. */
export function Shell({ children }: { children: ReactNode }) {
  useShellKeys()
  const { heads, viewer } = useServices()
  const view = usePage((state) => state.view)
  // What is dropped there may be a document as well (feedback/drop-target.tsx).
  const talks = view === 'talk'
  return (
    <div className={styles.shell}>
      <Rail />
      {talks ? (
        <div className={styles.screen}>{children}</div>
      ) : (
        <AvatarDrop className={styles.screen} onFiles={(files) => void (view === 'viewer' ? viewer.take(files) : heads.take(files))}>
          {children}
        </AvatarDrop>
      )}
      <HeadDialog />
      <DocumentDrawer />
    </div>
  )
}
