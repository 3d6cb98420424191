import { ActionIcon } from '@mantine/core'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { SearchField } from '../ui/search-field.tsx'
import styles from './transcript-search.module.css'

interface TranscriptSearchProps {
  /** Ids of the segments that contain what is searched, in order. */
  hits: readonly string[]
  onSearch: (text: string) => void
  leadTo: (id: string) => void
}

/** Finds words in the transcript; Enter leads from one to the next. */
export function TranscriptSearch({ hits, onSearch, leadTo }: TranscriptSearchProps) {
  const [searched, setSearched] = useState('')
  const [at, setAt] = useState(0)
  const go = (to: number): void => {
    const next = (to + hits.length) % hits.length
    if (hits.length === 0) return
    setAt(next)
    leadTo(hits[next]!)
  }

  useEffect(() => {
    setAt(0)
    if (hits[0]) leadTo(hits[0])
  }, [hits, leadTo])

  return (
    <form
      className={styles.search}
      role="search"
      onSubmit={(event) => {
        event.preventDefault()
        go(at + 1)
      }}
    >
      <div className={styles.field}>
        <SearchField
          label="Search the transcript"
          placeholder="Search the transcript"
          onSearch={(text) => {
            setSearched(text)
            onSearch(text)
          }}
          testId="transcript-search"
        />
      </div>
      {searched && (
        <>
          <p className={styles.count} role="status">
            {hits.length === 0 ? 'Not said' : `${at + 1} of ${hits.length}`}
          </p>
          <ActionIcon variant="subtle" color="gray" radius="xl" size={32} disabled={hits.length === 0} aria-label="Previous" onClick={() => go(at - 1)}>
            <IconChevronUp size={18} />
          </ActionIcon>
          <ActionIcon variant="subtle" color="gray" radius="xl" size={32} disabled={hits.length === 0} aria-label="Next" type="submit">
            <IconChevronDown size={18} />
          </ActionIcon>
        </>
      )}
    </form>
  )
}
