import { Button, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { usePage, useServices } from '../services/services-context.tsx'
import styles from './thread.module.css'
import { TurnCard } from './turn-card.tsx'
import { Welcome } from './welcome.tsx'

const TOP_MARGIN_PX = 14

/** All turns, the newest last; its question stays in view while one reads along, and lets go when one scrolls up. */
export function Thread() {
  const { history } = useServices()
  const all = usePage(({ conversation }) => conversation.turns)
  const turns = useMemo(() => all.filter(({ question, answer }) => question || answer), [all])
  const search = usePage((state) => state.search)
  const loading = usePage((state) => state.history)
  const scroller = useRef<HTMLDivElement>(null)
  const pinned = useRef(true)

  useEffect(() => {
    const newest = scroller.current?.querySelector<HTMLElement>('ol > :last-child')
    if (newest && pinned.current) scroller.current!.scrollTop = newest.offsetTop - TOP_MARGIN_PX
  }, [turns])

  return (
    <div className={styles.thread}>
      {(turns.length > 0 || search) && <Search />}
      <div
        ref={scroller}
        className={styles.scroller}
        onScroll={({ currentTarget }) => {
          pinned.current = isAtNewest(currentTarget)
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

function isAtNewest(element: HTMLElement): boolean {
  const newest = element.querySelector<HTMLElement>('ol > :last-child')
  const target = Math.min((newest?.offsetTop ?? 0) - TOP_MARGIN_PX, element.scrollHeight - element.clientHeight)
  return element.scrollTop >= target - 40
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
