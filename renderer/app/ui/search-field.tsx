import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import styles from './search-field.module.css'

const PAUSE_MS = 200

interface SearchFieldProps {
  /** What is searched, for those who do not see the placeholder. */
  label: string
  placeholder: string
  /** Comes a moment after the last key, trimmed. */
  onSearch: (text: string) => void
  testId?: string
}

export function SearchField({ label, placeholder, onSearch, testId }: SearchFieldProps) {
  const [text, setText] = useState('')
  const search = useDebouncedCallback((wanted: string) => onSearch(wanted.trim()), PAUSE_MS)
  const change = (wanted: string): void => {
    setText(wanted)
    search(wanted)
  }
  return (
    <TextInput
      classNames={{ input: styles.input }}
      leftSection={<IconSearch size={17} stroke={1.75} />}
      rightSection={text && <CloseButton size="sm" radius="xl" aria-label="Clear the search" onClick={() => change('')} />}
      radius="xl"
      maxLength={200}
      type="search"
      aria-label={label}
      placeholder={placeholder}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !text) return
        event.preventDefault()
        event.stopPropagation()
        change('')
      }}
      data-testid={testId}
    />
  )
}
