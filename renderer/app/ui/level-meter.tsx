import { useEffect, useRef, useState } from 'react'
import type { InputLevel } from '../../../electron/contract/audio.ts'
import styles from './level-meter.module.css'

const BARS = 14
const FLOOR_DB = -60
const WORDS: Record<InputLevel['signal'], string> = {
  ok: 'works',
  silent: 'Very quiet',
  no_signal: 'No signal',
}

interface LevelMeterProps {
  /** Gives levels as they come; what it returns ends the subscription. */
  subscribe: (listener: (level: InputLevel) => void) => () => void
  /** What is measured, at the beginning of a sentence. */
  name?: string
}

/** Bars of loudness and, in words, whether anything is heard at all. */
export function LevelMeter({ subscribe, name = 'Microphone' }: LevelMeterProps) {
  const bars = useRef<HTMLDivElement>(null)
  const [signal, setSignal] = useState<InputLevel['signal'] | null>(null)
  const words = signal === 'ok' ? `${name} ${WORDS.ok}` : signal ? WORDS[signal] : `${name} off`

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
        aria-label={`${name} level`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={0}
        aria-valuetext={words}
      >
        {Array.from({ length: BARS }, (_, k) => (
          <i key={k} style={{ '--at': k / BARS } as React.CSSProperties} />
        ))}
      </div>
      <span className={styles.words}>{words}</span>
    </div>
  )
}
