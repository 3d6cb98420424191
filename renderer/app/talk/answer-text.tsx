import type { Turn } from '../state/conversation.ts'
import { useServices } from '../services/services-context.tsx'
import styles from './turn-card.module.css'

/** The answer; once it is whole, each sentence with the numbers of its sources. */
export function AnswerText({ turn }: { turn: Turn }) {
  const { store } = useServices()
  const whole = turn.outcome === 'answered' || turn.outcome === 'not_spoken_about'
  if (!whole || turn.sentences.length === 0) return <p>{turn.answer}</p>
  return (
    <p>
      {turn.sentences.map((sentence) => (
        <span key={sentence.index}>
          {sentence.text}
          {turn.citations
            .filter(({ marker }) => sentence.markers.includes(marker))
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
            ))}{' '}
        </span>
      ))}
    </p>
  )
}
