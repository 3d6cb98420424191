import { memo } from 'react'
import type { TranscriptSegment } from '../../../electron/contract/meeting.ts'
import { splitAtHits } from '../state/meeting.ts'
import { Timecode } from '../ui/timecode.tsx'
import styles from './transcript.module.css'

interface SegmentRowProps {
  segment: TranscriptSegment
  /** Who says it; null where the line above is theirs too. */
  name: string | null
  search: string
  /** It is heard now, or somebody was led to it. */
  marked: 'playing' | 'target' | null
  onMoment?: (ms: number) => void
}

/** One stretch of speech. Only the rows that change are drawn again. */
export const SegmentRow = memo(function SegmentRow({ segment, name, search, marked, onMoment }: SegmentRowProps) {
  const { id, source, startMs, text, final } = segment
  const seek = (): void => {
    // Who marks words to copy them does not want to jump.
    if (getSelection()?.isCollapsed !== false) onMoment?.(startMs)
  }
  return (
    <li
      className={styles.row}
      data-segment={id}
      data-source={source}
      data-final={final}
      data-leads={name !== null}
      data-marked={marked ?? undefined}
      data-testid="meeting-segment"
    >
      {name && <span className={styles.name}>{name}</span>}
      <div className={styles.line}>
        <p className={styles.text} onClick={onMoment ? seek : undefined} data-seeks={onMoment !== undefined}>
          <Words text={text} search={search} />
          {!final && <span className={styles.going} aria-label="still speaking" role="img" />}
        </p>
        <Timecode ms={startMs} onClick={onMoment && (() => onMoment(startMs))} />
      </div>
    </li>
  )
})

function Words({ text, search }: { text: string; search: string }) {
  if (!search) return text
  return splitAtHits(text, search).map((part, k) => (k % 2 === 1 ? <mark key={k}>{part}</mark> : part))
}
