import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core'
import { IconAdjustmentsHorizontal, IconCheck } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import type { TurnOrigin } from '../../../electron/contract/turn.ts'
import { useServices } from '../services/services-context.tsx'
import { FilterTabs } from '../ui/filter-tabs.tsx'
import { SearchField } from '../ui/search-field.tsx'
import { QueueEmptyLine } from './queue-empty.tsx'
import styles from './review-queue.module.css'
import { ReviewRow } from './review-row.tsx'
import { FILTERS, ORIGINS } from './review-words.ts'
import { useReview } from './use-review.ts'

/** What waits for a verdict, and what has one. */
export function ReviewQueue({ onOpen }: { onOpen: () => void }) {
  const { review } = useServices()
  const filter = useReview((state) => state.filter)
  const counts = useReview((state) => state.counts)
  return (
    <>
      <div className={styles.head}>
        <div className={styles.find}>
          <SearchField label="Search the answers" placeholder="Search" onSearch={(search) => review.narrow({ search })} testId="review-search" />
          <OriginMenu />
        </div>
        <FilterTabs
          label="Which answers"
          tabs={FILTERS.map((tab) => ({ ...tab, count: counts?.[tab.value] }))}
          value={filter}
          onChange={(value) => review.narrow({ filter: value })}
          testId="review-filters"
        />
      </div>
      <Rows onOpen={onOpen} />
    </>
  )
}

function Rows({ onOpen }: { onOpen: () => void }) {
  const { review } = useServices()
  const items = useReview((state) => state.items)
  const selectedId = useReview((state) => state.selectedId)
  const mode = useReview((state) => state.mode)
  const queue = useReview((state) => state.queue)
  const more = useReview((state) => state.more)
  const list = useRef<HTMLUListElement>(null)

  useEffect(() => {
    const row = list.current?.querySelector<HTMLElement>('[aria-selected="true"]')
    row?.scrollIntoView({ block: 'nearest' })
    // The focus follows what is chosen, and is caught where what had it has gone.
    if (document.activeElement === document.body || list.current?.contains(document.activeElement)) row?.focus({ preventScroll: true })
  }, [selectedId, mode, items])

  if (items.length === 0) {
    if (queue === 'loading') return <Placeholders />
    return (
      <p className={styles.none}>
        <QueueEmptyLine />
      </p>
    )
  }
  return (
    <div className={styles.scroller} data-stale={queue === 'loading'}>
      <ul ref={list} role="listbox" aria-label="Answers">
        {items.map((item) => (
          <ReviewRow
            key={item.turn.id}
            item={item}
            selected={item.turn.id === selectedId}
            onSelect={() => {
              review.select(item.turn.id)
              onOpen()
            }}
          />
        ))}
      </ul>
      {more && (
        <Button className={styles.more} variant="default" radius="xl" onClick={() => void review.loadOlder()}>
          Show older
        </Button>
      )}
    </div>
  )
}

/** Holds the place of rows that are read, so that nothing jumps. */
function Placeholders() {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 150)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className={styles.placeholders} data-shown={late} role="status">
      <span className="visually-hidden">Reading the answers</span>
      {[0, 1, 2, 3].map((k) => (
        <i key={k} />
      ))}
    </div>
  )
}

function OriginMenu() {
  const { review } = useServices()
  const origin = useReview((state) => state.origin)
  const label = `Show: ${origin ? ORIGINS[origin].label.toLowerCase() : 'every kind'}`
  const choices = [null, ...(Object.keys(ORIGINS) as TurnOrigin[])]
  const [opened, setOpened] = useState(false)
  return (
    <Menu opened={opened} onChange={setOpened} position="bottom-end" width={210} radius="lg" shadow="md" withinPortal={false}>
      <Menu.Target>
        <Tooltip label={label} openDelay={400} disabled={opened}>
          <ActionIcon className={styles.origin} data-on={origin !== null} variant="subtle" size={36} radius="xl" aria-label={label} data-testid="review-origin">
            {origin ? <OriginIcon origin={origin} size={19} /> : <IconAdjustmentsHorizontal size={19} stroke={1.75} />}
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown className={styles.menu} aria-label="Kind of question">
        {choices.map((choice) => (
          <Menu.Item
            key={choice ?? 'all'}
            leftSection={choice ? <OriginIcon origin={choice} size={18} /> : <IconAdjustmentsHorizontal size={18} stroke={1.75} />}
            rightSection={choice === origin && <IconCheck size={17} stroke={2} aria-label="Chosen" />}
            onClick={() => review.narrow({ origin: choice })}
          >
            {choice ? ORIGINS[choice].label : 'Every kind'}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function OriginIcon({ origin, size }: { origin: TurnOrigin; size: number }) {
  const { icon: Symbol } = ORIGINS[origin]
  return <Symbol size={size} stroke={1.75} aria-hidden />
}
