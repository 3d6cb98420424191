import { usePage } from '../services/services-context.tsx'
import { shownPhase } from '../state/page-store.ts'
import styles from './caption.module.css'
import { useSubtitle } from './use-subtitle.ts'

/** What is said now, on the picture: the person's words while they speak, then the persona's in step with its voice. */
export function Caption() {
  const phase = usePage(shownPhase)
  const turn = usePage(({ conversation }) => conversation.turns.find(({ id }) => id === conversation.activeId))
  const wanted = usePage(({ settings }) => settings?.subtitles !== false)

  if (phase === 'speaking') return wanted ? <Subtitles /> : null
  if (phase === 'idle' || !turn) return null
  if (!turn.question) return phase === 'listening' ? <p className={styles.placeholder}>Go ahead, I’m listening.</p> : null
  return (
    <p className={styles.question} data-final={turn.questionFinal} data-testid="live-transcript">
      {turn.question}
      {phase === 'listening' && <span className={styles.caret} aria-hidden />}
    </p>
  )
}

function Subtitles() {
  const subtitle = useSubtitle()
  if (!subtitle) return null
  const { sentence, words, spokenWords } = subtitle
  return (
    <p className={styles.subtitle} key={sentence.index} data-testid="subtitle" data-sentence={sentence.index} data-word={spokenWords}>
      {words.map((word, k) => (
        <span key={k} data-said={k < spokenWords} data-now={k === spokenWords - 1}>
          {word}{' '}
        </span>
      ))}
    </p>
  )
}
