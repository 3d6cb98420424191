import { Button, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { usePage, useServices } from '../services/services-context.tsx'
import styles from './thread.module.css'
import { TurnCard } from './turn-card.tsx'
import { Welcome } from './welcome.tsx'

/** All turns, the newest at the bottom; stays there while one reads along, and lets go when one scrolls up. */
export function Thread() {
  const { history } = useServices()
  const turns = usePage(({ conversation }) => conversation.turns)
  const search = usePage((state) => state.search)
  const loading = usePage((state) => state.history)
  const scroller = useRef<HTMLDivElement>(null)
  const pinned = useRef(true)

  useEffect(() => {
    const element = scroller.current
    if (element && pinned.current) element.scrollTop = element.scrollHeight
  }, [turns])

  return (
    <div className={styles.thread}>
      {(turns.length > 0 || search) && <Search />}
      <div
        ref={scroller}
        className={styles.scroller}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          pinned.current = scrollHeight - scrollTop - clientHeight < 40
        }}
      >
        {loading === 'failed' && (
          <div className={styles.empty}>
            <p>The earlier conversation could not be read.</p>
            <Button variant="default" onClick={() => void history.load(search)}>
              Try again
            </Button>
          </div>
        )}
        {turns.length === 0 && loading === 'ready' && (search ? <NothingFound search={search} /> : <Welcome />)}
        <ol className={styles.turns} aria-label="Turns">
          {turns.map((turn, k) => (
            <TurnCard key={turn.id} turn={turn} newest={k === turns.length - 1} />
          ))}
        </ol>
      </div>
    </div>
  )
}

function Search() {
  const { history } = useServices()
  const [text, setText] = useState('')
  const run = useDebouncedCallback((search: string) => void history.load(search), 200)
  return (
    <TextInput
      className={styles.search}
      classNames={{ input: styles.searchInput }}
      leftSection={<IconSearch size={17} stroke={1.75} />}
      radius="xl"
      maxLength={200}
      type="search"
      aria-label="Search the conversation"
      placeholder="Search questions and answers"
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        run(event.currentTarget.value.trim())
      }}
    />
  )
}

function NothingFound({ search }: { search: string }) {
  return (
    <div className={styles.empty}>
      <p>Nothing said so far contains “{search}”.</p>
    </div>
  )
}
