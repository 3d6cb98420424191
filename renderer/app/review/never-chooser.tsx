import { Button, Kbd } from '@mantine/core'
import { useEffect } from 'react'
import { usePage, useServices } from '../services/services-context.tsx'
import { answerSentences, isQuarantined } from './answer-sentences.ts'
import styles from './editors.module.css'
import { useReview } from './use-review.ts'

/** Which sentences the persona must not say again, to any question. */
export function NeverChooser() {
  const { review } = useServices()
  const name = usePage(({ status }) => status?.persona.name.split(' ')[0] ?? '')
  const detail = useReview((state) => state.detail)
  const chosen = useReview((state) => state.chosen)
  const busy = useReview((state) => state.busy)
  const sentences = detail ? answerSentences(detail.turn.answer, detail.turn.sentences) : []
  const only = sentences.length === 1

  useEffect(() => {
    if (only) review.toggle(0)
  }, [only, review])

  if (!detail) return null
  const wanted = chosen.map((index) => sentences[index]).filter((text) => text !== undefined)
  return (
    <div className={styles.editor}>
      <div>
        <h2 className={styles.heading}>What would {name} never say?</h2>
        <p className={styles.hint}>Choose by click or number. These sentences never come back, to any question.</p>
      </div>
      <ol className={styles.sentences}>
        {sentences.map((text, k) => (
          <li key={k}>
            <button
              type="button"
              className={styles.sentence}
              aria-pressed={chosen.includes(k)}
              onClick={() => review.toggle(k)}
              data-sentence={k}
              data-testid="never-sentence"
            >
              <span className={styles.number} aria-hidden>
                {k + 1}
              </span>
              <span>
                {text}
                {isQuarantined(text, detail.review.never) && <em> Already never said.</em>}
              </span>
            </button>
          </li>
        ))}
      </ol>
      <div className={styles.buttons}>
        <Button variant="default" radius="xl" rightSection={<Kbd>Esc</Kbd>} onClick={() => review.setMode('read')}>
          Cancel
        </Button>
        <Button
          className={styles.danger}
          radius="xl"
          rightSection={<Kbd>Enter</Kbd>}
          disabled={wanted.length === 0 || busy}
          onClick={() => void review.decide({ type: 'never', sentences: wanted })}
          data-command="save"
          data-testid="never-save"
        >
          {wanted.length > 1 ? `Never say these ${wanted.length}` : 'Never say this'}
        </Button>
      </div>
    </div>
  )
}
