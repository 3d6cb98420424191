import { useId, type ReactNode } from 'react'
import styles from './settings.module.css'

export function Section({ title, intro, children }: { title: string; intro?: ReactNode; children: ReactNode }) {
  const id = useId()
  return (
    <section className={styles.section} aria-labelledby={id}>
      <div className={styles.sectionHead}>
        <h2 id={id}>{title}</h2>
        {intro && <p>{intro}</p>}
      </div>
      <div className={styles.rows}>{children}</div>
    </section>
  )
}

/** One setting: what it is on the left, how to change it on the right. `children` gets the id that labels it. */
export function Row({ label, hint, children }: { label: string; hint?: ReactNode; children: (labelId: string) => ReactNode }) {
  const id = useId()
  return (
    <div className={styles.row}>
      <div>
        <p className={styles.label} id={id}>
          {label}
        </p>
        {hint && <div className={styles.hint}>{hint}</div>}
      </div>
      <div className={styles.control}>{children(id)}</div>
    </div>
  )
}
