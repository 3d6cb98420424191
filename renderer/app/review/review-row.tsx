import type { ReviewItem } from '../../../electron/contract/review.ts'
import { clockTime } from '../ui/format.ts'
import styles from './review-row.module.css'
import { ORIGINS } from './review-words.ts'
import { VerdictBadge } from './verdict-badge.tsx'

export function ReviewRow({ item: { turn, review }, selected, onSelect }: { item: ReviewItem; selected: boolean; onSelect: () => void }) {
  const { icon: Origin, label } = ORIGINS[turn.origin]
  return (
    <li
      className={styles.row}
      role="option"
      aria-selected={selected}
      tabIndex={selected ? 0 : -1}
      onClick={onSelect}
      onKeyDown={(event) => event.key === 'Enter' && onSelect()}
      data-testid="review-row"
      data-turn-id={turn.id}
      data-verdict={review.verdict ?? 'pending'}
    >
      <span className={styles.question}>{turn.question || 'A question that was not understood'}</span>
      <span className={styles.answer}>{review.correction ?? turn.answer}</span>
      <span className={styles.foot}>
        <Origin size={15} stroke={1.8} aria-label={label} />
        <time dateTime={turn.startedAt}>{clockTime(turn.startedAt)}</time>
        <span className={styles.spring} />
        <VerdictBadge verdict={review.verdict} />
      </span>
    </li>
  )
}
