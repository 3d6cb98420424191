import { ActionIcon } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import styles from './split-screen.module.css'

interface SplitScreenProps {
  /** Above both parts: a ScreenHeader, a banner. */
  head: ReactNode
  listLabel: string
  list: ReactNode
  detailLabel: string
  detail: ReactNode
  /** Where both have no room beside each other, the detail shows when this is set, the list otherwise. */
  detailOpen: boolean
  /** Back from the detail to the list; only narrow windows offer it. */
  onBack: () => void
}

/** A list and what was chosen from it. */
export function SplitScreen({ head, listLabel, list, detailLabel, detail, detailOpen, onBack }: SplitScreenProps) {
  return (
    <main className={styles.screen}>
      {head}
      <div className={styles.parts} data-detail={detailOpen}>
        <section className={styles.list} aria-label={listLabel}>
          {list}
        </section>
        <section className={styles.detail} aria-label={detailLabel}>
          <div className={styles.back}>
            <ActionIcon variant="subtle" color="gray" size={36} radius={11} aria-label={`Back to ${listLabel.toLowerCase()}`} onClick={onBack}>
              <IconArrowLeft size={20} stroke={1.75} />
            </ActionIcon>
          </div>
          {detail}
        </section>
      </div>
    </main>
  )
}
