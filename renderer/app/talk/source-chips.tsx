import { usePage, useServices } from '../services/services-context.tsx'
import styles from './source-chips.module.css'

/** Sources of the newest answer as small buttons under the words, where there is no room for cards. */
export function SourceChips() {
  const { store } = useServices()
  const turn = usePage(({ conversation }) => conversation.turns.at(-1))
  if (!turn || turn.citations.length === 0) return null
  return (
    <ul className={styles.chips} aria-label="Sources">
      {turn.citations.map((citation) => (
        <li key={citation.marker}>
          <button type="button" onClick={() => store.setState({ openCitation: citation })} title={citation.document}>
            <b>{citation.marker}</b> {citation.document}
          </button>
        </li>
      ))}
    </ul>
  )
}
