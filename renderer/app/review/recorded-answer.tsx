import type { Review, ReviewItem } from '../../../electron/contract/review.ts'
import type { SpokenSentence } from '../../../electron/contract/turn.ts'
import { useServices } from '../services/services-context.tsx'
import { SourceMarkers } from '../ui/source-markers.tsx'
import { useSubtitle } from '../ui/use-subtitle.ts'
import { answerSentences, isQuarantined } from './answer-sentences.ts'
import styles from './recorded-answer.module.css'
import { usePlaying, useReview } from './use-review.ts'

/** The answer as it was given; while it is played, in step with the voice. */
export function RecordedAnswer({ turn, review }: { turn: ReviewItem['turn']; review: Review }) {
  const services = useServices()
  const detail = useReview((state) => state.detail)
  const playing = usePlaying() === 'answer'
  if (!turn.answer) return null
  // What nobody heard is shown only while it is played.
  const sentences = (detail?.turn.sentences ?? []).filter(({ heard }) => playing || heard !== '')
  if (sentences.length === 0) {
    return (
      <p className={styles.answer} data-testid="review-answer">
        {answerSentences(turn.answer, []).map((text, k) => (
          <span key={k} data-never={isQuarantined(text, review.never)}>
            {text}{' '}
          </span>
        ))}
      </p>
    )
  }
  const playFrom = (sentence: SpokenSentence): void => {
    if (window.getSelection()?.isCollapsed !== false) services.review.playFrom(sentence.startMs)
  }
  return (
    <p className={styles.answer} data-playing={playing} data-testid="review-answer">
      {sentences.map((sentence) => (
        <span key={sentence.index} className={styles.sentence} data-never={isQuarantined(sentence.text, review.never)} onClick={() => playFrom(sentence)} title="Play from here">
          {playing ? <SpokenWords sentence={sentence} /> : (sentence.heard ?? sentence.text)}
          <SourceMarkers citations={turn.citations} markers={sentence.markers} />{' '}
        </span>
      ))}
    </p>
  )
}

function SpokenWords({ sentence }: { sentence: SpokenSentence }) {
  const subtitle = useSubtitle()
  const said = !subtitle ? 0 : subtitle.sentence.index > sentence.index ? Infinity : subtitle.sentence.index === sentence.index ? subtitle.spokenWords : 0
  const words = sentence.text.split(/\s+/).filter(Boolean)
  return words.map((word, k) => (
    <span key={k} className={styles.word} data-said={k < said} data-now={k === said - 1}>
      {word}
      {k < words.length - 1 && ' '}
    </span>
  ))
}
