import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import styles from './empty-state.module.css'

/** Where there is nothing yet: what would be here, and how it comes to be here. `children` is one sentence that teaches. */
export function EmptyState({ icon: Symbol, title, action, children }: { icon: Icon; title?: string; action?: ReactNode; children: ReactNode }) {
  return (
    <div className={styles.empty} data-testid="empty-state">
      <span className={styles.icon} aria-hidden>
        <Symbol size={30} stroke={1.5} />
      </span>
      {title && <h2>{title}</h2>}
      <p>{children}</p>
      {action && <div className={styles.action}>{action}</div>}
    </div>
  )
}
