import type { ReviewItem } from '../../../electron/contract/review.ts'
import { usePage } from '../services/services-context.tsx'
import { refusalNote } from '../state/refusal-words.ts'
import { seconds } from '../ui/format.ts'
import { SourceCard } from '../ui/source-card.tsx'
import styles from './answer-pane.module.css'
import { CorrectionEditor } from './correction-editor.tsx'
import { NeverChooser } from './never-chooser.tsx'
import { NoteEditor } from './note-editor.tsx'
import { RecordedAnswer } from './recorded-answer.tsx'
import { useReview } from './use-review.ts'

/** Question and answer in words, with what one does about them. */
export function AnswerPane({ item: { turn, review } }: { item: ReviewItem }) {
  const name = usePage(({ status }) => status?.persona.name.split(' ')[0] ?? '')
  const mode = useReview((state) => state.mode)
  return (
    <div className={styles.scroller} tabIndex={0} role="group" aria-label="Question and answer" data-scrolls>
      <p className={styles.question} data-testid="review-question">
        <span className="visually-hidden">Question: </span>
        {turn.question || 'The question was not understood.'}
      </p>
      {mode === 'correct' && <CorrectionEditor turn={turn} review={review} />}
      {mode === 'never' && <NeverChooser />}
      {mode !== 'correct' && mode !== 'never' && (
        <>
          {review.correction !== null && (
            <section className={styles.correction} data-testid="correction">
              <h2>What {name} says now</h2>
              <p>{review.correction}</p>
            </section>
          )}
          {review.correction !== null && <h2 className={styles.label}>What {name} said then</h2>}
          <RecordedAnswer turn={turn} review={review} />
          {turn.outcome === 'stopped' && <p className={styles.note}>It was stopped after {seconds(turn.heardMs)}; this much was heard.</p>}
          {turn.refusal && <p className={styles.note} data-testid="refusal">{refusalNote(turn.refusal)}</p>}
          {turn.outcome === 'not_spoken_about' && !turn.refusal && <p className={styles.note}>There was nothing in the documents about this. Correct it to give an answer.</p>}
          {turn.outcome === 'failed' && <p className={styles.note}>{turn.error?.message ?? 'The answer did not come through.'}</p>}
          <NoteEditor review={review} />
          {turn.citations.length > 0 && (
            <section className={styles.sources}>
              <h2 className={styles.label}>{turn.citations.length === 1 ? 'Source' : 'Sources'}</h2>
              <ol>
                {turn.citations.map((citation) => (
                  <SourceCard key={citation.marker} citation={citation} />
                ))}
              </ol>
            </section>
          )}
        </>
      )}
    </div>
  )
}
