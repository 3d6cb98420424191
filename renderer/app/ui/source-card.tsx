import type { Citation } from '../../../electron/contract/turn.ts'
import { useServices } from '../services/services-context.tsx'
import { longDate } from './format.ts'
import styles from './source-card.module.css'

export function SourceCard({ citation }: { citation: Citation }) {
  const { store } = useServices()
  return (
    <li>
      <button
        type="button"
        className={styles.card}
        data-testid="source"
        data-marker={citation.marker}
        onClick={() => store.setState({ openCitation: citation })}
      >
        <span className={styles.number}>{citation.marker}</span>
        <span className={styles.body}>
          <span className={styles.title}>{citation.document}</span>
          {citation.date && <span className={styles.date}>{longDate(citation.date)}</span>}
          <q className={styles.quote}>{citation.quote}</q>
        </span>
      </button>
    </li>
  )
}
