import { Button } from '@mantine/core'
import { IconChecklist, IconCheck, IconDatabaseX, IconMessageCircleX, IconPencil, IconSearchOff, type Icon } from '@tabler/icons-react'
import type { ReviewFilter } from '../../../electron/contract/review.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { useReview } from './use-review.ts'

const NOTHING: Record<Exclude<ReviewFilter, 'pending' | 'all'>, { icon: Icon; text: string }> = {
  approved: { icon: IconCheck, text: 'Answers you approve with A are kept here.' },
  corrected: { icon: IconPencil, text: 'Press C at an answer to put it in your own words; it is found here then.' },
  never: { icon: IconMessageCircleX, text: 'Press N at an answer and choose the sentences that must not be said again.' },
}

/** In a word, where the rows would be. */
export function QueueEmptyLine() {
  const filter = useReview((state) => state.filter)
  const queue = useReview((state) => state.queue)
  const narrowed = useReview((state) => state.search !== '' || state.origin !== null)
  const total = useReview((state) => state.counts?.all ?? 0)
  if (queue === 'failed') return 'The answers could not be read.'
  if (narrowed) return 'Nothing found.'
  return filter === 'pending' && total > 0 ? 'All reviewed.' : 'None yet.'
}

/** Why there is no answer to show, and what to do about it. */
export function QueueEmpty() {
  const services = useServices()
  const filter = useReview((state) => state.filter)
  const queue = useReview((state) => state.queue)
  const search = useReview((state) => state.search)
  const origin = useReview((state) => state.origin)
  const total = useReview((state) => state.counts?.all ?? 0)
  const name = usePage(({ status }) => status?.persona.name.split(' ')[0] ?? '')

  if (queue === 'failed') {
    return (
      <EmptyState
        icon={IconDatabaseX}
        action={
          <Button variant="default" radius="xl" onClick={() => services.review.narrow({})}>
            Try again
          </Button>
        }
      >
        The answers could not be read.
      </EmptyState>
    )
  }
  if (search || origin) {
    const narrowed = search ? `contains “${search}”` : 'is of this kind'
    return (
      <EmptyState
        icon={IconSearchOff}
        action={
          origin && (
            <Button variant="default" radius="xl" onClick={() => services.review.narrow({ origin: null })}>
              Show every kind
            </Button>
          )
        }
      >
        No answer here {narrowed}.
      </EmptyState>
    )
  }
  if (total === 0) {
    return (
      <EmptyState
        icon={IconChecklist}
        title="Nothing to review yet"
        action={
          <Button radius="xl" onClick={() => services.show('talk')}>
            Talk with {name}
          </Button>
        }
      >
        Whatever {name} answers, in Talk or in a meeting, waits here for your verdict.
      </EmptyState>
    )
  }
  if (filter === 'pending' || filter === 'all') {
    return (
      <EmptyState
        icon={IconChecklist}
        title="All reviewed"
        action={
          <Button variant="default" radius="xl" onClick={() => services.review.narrow({ filter: 'all' })}>
            Show all answers
          </Button>
        }
      >
        Every answer has your verdict. New ones come here by themselves.
      </EmptyState>
    )
  }
  return <EmptyState icon={NOTHING[filter].icon}>{NOTHING[filter].text}</EmptyState>
}
