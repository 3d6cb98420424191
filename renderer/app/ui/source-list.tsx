import { useState } from 'react'
import type { Citation } from '../../../electron/contract/turn.ts'
import { SourceCard } from './source-card.tsx'
import styles from './source-list.module.css'

/** Sources of an answer, folded until they are asked for. `open`: how it begins. */
export function SourceList({ citations, open = false }: { citations: readonly Citation[]; open?: boolean }) {
  const [chosen, setChosen] = useState<boolean | null>(null)
  const shown = chosen ?? open
  if (citations.length === 0) return null
  return (
    <div className={styles.sources}>
      <button type="button" className={styles.fold} aria-expanded={shown} onClick={() => setChosen(!shown)}>
        {citations.length === 1 ? '1 source' : `${citations.length} sources`}
      </button>
      {shown && (
        <ol>
          {citations.map((citation) => (
            <SourceCard key={citation.marker} citation={citation} />
          ))}
        </ol>
      )}
    </div>
  )
}
