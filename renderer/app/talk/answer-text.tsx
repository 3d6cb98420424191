import type { Turn } from '../state/conversation.ts'
import { SourceMarkers } from '../ui/source-markers.tsx'
import styles from './turn-card.module.css'

/** The answer; once it is whole, each sentence with the numbers of its sources. */
export function AnswerText({ turn }: { turn: Turn }) {
  const whole = turn.outcome === 'answered' || turn.outcome === 'not_spoken_about'
  if (!whole || turn.sentences.length === 0) return <p>{turn.answer}</p>
  return (
    <p>
      {turn.sentences.map((sentence) => (
        <span key={sentence.index}>
          {sentence.unquoted ? (
            <em className={styles.unquoted} title="A language model’s words: they stand in no document">
              {sentence.text}
              <span className={styles.unquotedMark}> not quoted</span>
            </em>
          ) : (
            sentence.text
          )}
          <SourceMarkers citations={turn.citations} markers={sentence.markers} />{' '}
        </span>
      ))}
    </p>
  )
}
