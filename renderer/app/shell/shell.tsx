import type { ReactNode } from 'react'
import { DocumentDrawer } from '../ui/document-drawer.tsx'
import { Rail } from './rail.tsx'
import styles from './shell.module.css'
import { useShellKeys } from './use-shell-keys.ts'

/** The rail and, beside it, one screen; a source opens over any of them. */
export function Shell({ children }: { children: ReactNode }) {
  useShellKeys()
  return (
    <div className={styles.shell}>
      <Rail />
      <div className={styles.screen}>{children}</div>
      <DocumentDrawer />
    </div>
  )
}
