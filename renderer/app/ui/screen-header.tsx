import type { ReactNode } from 'react'
import styles from './screen-header.module.css'

/** Name of a screen, its only `h1`; `children` are what can be done on it, at the right. */
export function ScreenHeader({ title, note, children }: { title: string; note?: ReactNode; children?: ReactNode }) {
  return (
    <header className={styles.header}>
      <div className={styles.title}>
        <h1>{title}</h1>
        {note && <div className={styles.note}>{note}</div>}
      </div>
      {children && <div className={styles.actions}>{children}</div>}
    </header>
  )
}
