import { Button } from '@mantine/core'
import { useEffect, useMemo, useRef } from 'react'
import { usePage, useServices } from '../services/services-context.tsx'
import { SearchField } from '../ui/search-field.tsx'
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
  return (
    <div className={styles.search}>
      <SearchField label="Search the conversation" placeholder="Search questions and answers" onSearch={(search) => void history.load(search)} />
    </div>
  )
}

function NothingFound({ search }: { search: string }) {
  return (
    <div className={styles.empty}>
      <p>Nothing said so far contains “{search}”.</p>
    </div>
  )
}
