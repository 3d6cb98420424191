import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import styles from './status-badge.module.css'

export type BadgeTone = 'neutral' | 'voice' | 'you' | 'warn' | 'bad'

/** A state in a word or two; the words tell it, the colour only helps. */
export function StatusBadge({ tone = 'neutral', icon: Symbol, children, testId }: { tone?: BadgeTone; icon?: Icon; children: ReactNode; testId?: string }) {
  return (
    <span className={styles.badge} data-tone={tone} data-testid={testId}>
      {Symbol && <Symbol size={14} stroke={2} aria-hidden />}
      {children}
    </span>
  )
}
