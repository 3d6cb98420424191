import type { Citation } from '../../../electron/contract/turn.ts'
import { useServices } from '../services/services-context.tsx'
import styles from './source-markers.module.css'

/** Numbers of the sources that carry a sentence; each opens its document. */
export function SourceMarkers({ citations, markers }: { citations: readonly Citation[]; markers: readonly number[] }) {
  const { store } = useServices()
  return citations
    .filter(({ marker }) => markers.includes(marker))
    .map((citation) => (
      <button
        key={citation.marker}
        type="button"
        className={styles.marker}
        aria-label={`Source ${citation.marker}: ${citation.document}`}
        onClick={() => store.setState({ openCitation: citation })}
      >
        {citation.marker}
      </button>
    ))
}
