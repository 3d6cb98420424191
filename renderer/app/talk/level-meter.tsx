import { useEffect, useRef, useState } from 'react'
import type { InputLevel } from '../../../electron/contract/audio.ts'
import styles from './level-meter.module.css'

const BARS = 14
const FLOOR_DB = -60
const WORDS: Record<InputLevel['signal'], string> = {
  ok: 'Microphone works',
  silent: 'Very quiet',
  no_signal: 'No signal',
}

/**
 * Bars of loudness and, in words, whether the microphone hears anything at all.
 * @param subscribe gives levels as they come; what it returns ends the subscription
 */
export function LevelMeter({ subscribe }: { subscribe: (listener: (level: InputLevel) => void) => () => void }) {
  const bars = useRef<HTMLDivElement>(null)
  const [signal, setSignal] = useState<InputLevel['signal'] | null>(null)

  useEffect(
    () =>
      subscribe((level) => {
        const element = bars.current
        if (!element) return
        const amount = Math.max(0, Math.min(1, (level.rmsDb - FLOOR_DB) / (FLOOR_DB * -0.83)))
        element.style.setProperty('--amount', amount.toFixed(3))
        element.setAttribute('aria-valuenow', String(Math.round(amount * 100)))
        setSignal(level.signal)
      }),
    [subscribe],
  )

  return (
    <div className={styles.meter} data-signal={signal ?? 'none'} data-testid="level-meter">
      <div
        ref={bars}
        className={styles.bars}
        role="meter"
        aria-label="Microphone level"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={0}
        aria-valuetext={signal ? WORDS[signal] : 'Not listening'}
      >
        {Array.from({ length: BARS }, (_, k) => (
          <i key={k} style={{ '--at': k / BARS } as React.CSSProperties} />
        ))}
      </div>
      <span className={styles.words}>{signal ? WORDS[signal] : 'Microphone off'}</span>
    </div>
  )
}
