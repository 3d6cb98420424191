import type { CSSProperties } from 'react'
import styles from './viewer.module.css'

interface SliderProps {
  label: string
  value: number
  least: number
  most: number
  step: number
  /** Value as it is read out. */
  text: string
  onChange: (value: number) => void
  testId?: string
}

/** The page's own slider: dozens of them cost nothing, and arrow keys, Home and End work. It is filled from where it rests, at 0. */
export function Slider({ label, value, least, most, step, text, onChange, testId }: SliderProps) {
  const [rest, at] = [0, value].map((one) => (one - least) / (most - least)) as [number, number]
  const filled = { '--from': Math.min(rest, at), '--to': Math.max(rest, at) } as CSSProperties
  return (
    <label className={styles.slider} data-set={value !== 0}>
      <span>{label}</span>
      <input
        type="range"
        style={filled}
        min={least}
        max={most}
        step={step}
        value={value}
        aria-valuetext={text}
        onChange={(event) => onChange(Number(event.currentTarget.value))}
        onDoubleClick={() => onChange(0)}
        data-testid={testId}
      />
      <output>{text}</output>
    </label>
  )
}
