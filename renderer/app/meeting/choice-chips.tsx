import { TextInput } from '@mantine/core'
import { useId, useState } from 'react'
import styles from './choice-chips.module.css'

interface ChoiceChipsProps {
  legend: string
  choices: readonly string[]
  /** The last choice: words of one's own. */
  ownLabel: string
  ownPlaceholder: string
  value: string
  onChange: (value: string) => void
  error: string | null
  maxLength: number
  testId: string
}

/** A sentence chosen with one key or click, or written in one's own words. */
export function ChoiceChips({ legend, choices, ownLabel, ownPlaceholder, value, onChange, error, maxLength, testId }: ChoiceChipsProps) {
  const name = useId()
  const errorId = useId()
  const [own, setOwn] = useState(value !== '' && !choices.includes(value))
  return (
    <fieldset className={styles.chips} data-testid={testId} aria-describedby={error ? errorId : undefined}>
      <legend>{legend}</legend>
      <div className={styles.row}>
        {choices.map((choice) => (
          <label key={choice} className={styles.chip}>
            <input
              type="radio"
              name={name}
              checked={!own && value === choice}
              onChange={() => {
                setOwn(false)
                onChange(choice)
              }}
            />
            <span>{choice}</span>
          </label>
        ))}
        <label className={styles.chip}>
          <input
            type="radio"
            name={name}
            checked={own}
            onChange={() => {
              setOwn(true)
              onChange('')
            }}
          />
          <span>{ownLabel}</span>
        </label>
      </div>
      {own && (
        <TextInput
          value={value}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
          placeholder={ownPlaceholder}
          aria-label={legend}
          maxLength={maxLength}
          autoFocus
        />
      )}
      {error && (
        <p className={styles.error} id={errorId} role="alert">
          {error}
        </p>
      )}
    </fieldset>
  )
}
