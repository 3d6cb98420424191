import styles from './timecode.module.css'
import { timecode } from './format.ts'

/** A moment of a recording; with `onClick` it can be played from there. */
export function Timecode({ ms, onClick, label }: { ms: number; onClick?: () => void; label?: string }) {
  const text = timecode(ms)
  if (!onClick) return <span className={styles.time}>{text}</span>
  return (
    <button type="button" className={styles.time} aria-label={label ?? `Play from ${text}`} onClick={onClick} data-testid="timecode">
      {text}
    </button>
  )
}
