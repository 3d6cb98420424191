import { describe, expect, it } from 'vitest'
import type { Review, ReviewItem, Verdict } from '../../../electron/contract/review.ts'
import { afterNote, afterUndo, afterVerdict, initialReview, neighbour, selecting, toggled, undoable, withOlder, withQueue, type ReviewState } from './review-state.ts'

const reviewOf = (id: string, verdict: Verdict | null = null): Review => ({ turnId: id, verdict, correction: null, never: [], note: '', decidedAt: null })

/** `number`: the higher, the newer. */
function item(number: number, verdict: Verdict | null = null): ReviewItem {
  const id = `t${number}`
  const turn = { id, personaId: 'p', origin: 'typed', startedAt: `2026-05-0${number}T10:00:00.000Z`, question: 'Why?', answer: 'So.', outcome: 'answered', citations: [], heardMs: 1, error: null } as const
  return { turn: { ...turn, citations: [] }, review: reviewOf(id, verdict) }
}

const counts = { pending: 3, approved: 0, corrected: 0, never: 0, all: 3 }
const state = (patch: Partial<ReviewState> = {}): ReviewState => ({ ...initialReview, items: [item(3), item(2), item(1)], counts, selectedId: 't3', ...patch })
const apply = (before: ReviewState, patch: Partial<ReviewState>): ReviewState => ({ ...before, ...patch })
const ids = ({ items }: Pick<ReviewState, 'items'>): string[] => items.map(({ turn }) => turn.id)

describe('the queue', () => {
  it('chooses the newest when it comes, and keeps what is chosen when it comes again', () => {
    const first = apply(initialReview, withQueue(initialReview, { items: [item(2), item(1)], counts }, 2))
    expect(first).toMatchObject({ selectedId: 't2', queue: 'ready', more: true })
    const again = withQueue({ ...first, selectedId: 't1', mode: 'correct' }, { items: [item(3), item(2), item(1)], counts }, 50)
    expect(again).not.toHaveProperty('selectedId')
    expect(again.more).toBe(false)
    expect(withQueue({ ...first, selectedId: 't1' }, { items: [], counts }, 50)).toMatchObject({ selectedId: null, mode: 'read' })
  })

  it('appends older ones once', () => {
    expect(ids(apply(state(), withOlder(state(), { items: [item(1), item(0)], counts }, 50)))).toEqual(['t3', 't2', 't1', 't0'])
  })

  it('knows the neighbours, and that there are none at the ends', () => {
    expect(neighbour(state(), 1)).toBe('t2')
    expect(neighbour(state(), -1)).toBeNull()
    expect(neighbour(state({ selectedId: 't1' }), 1)).toBeNull()
  })
})

describe('a verdict', () => {
  it('takes the item out of those that wait, counts it where it belongs, and moves on', () => {
    const after = apply(state(), afterVerdict(state(), reviewOf('t3', 'approved')))
    expect(ids(after)).toEqual(['t2', 't1'])
    expect(after).toMatchObject({ selectedId: 't2', counts: { pending: 2, approved: 1, all: 3 } })
  })

  it('goes back at the end of the queue, and to nothing when it was the last', () => {
    const last = state({ selectedId: 't1' })
    expect(afterVerdict(last, reviewOf('t1', 'never'))).toMatchObject({ selectedId: 't2' })
    const only = state({ items: [item(1)], selectedId: 't1' })
    expect(afterVerdict(only, reviewOf('t1', 'never'))).toMatchObject({ selectedId: null, items: [] })
  })

  it('leaves the item where all are shown, and still moves on', () => {
    const all = state({ filter: 'all' })
    const after = apply(all, afterVerdict(all, reviewOf('t3', 'corrected')))
    expect(ids(after)).toEqual(['t3', 't2', 't1'])
    expect(after.selectedId).toBe('t2')
    expect(after.items[0]!.review.verdict).toBe('corrected')
    const atEnd = state({ filter: 'all', selectedId: 't1' })
    expect(afterVerdict(atEnd, reviewOf('t1', 'approved'))).toMatchObject({ selectedId: 't1', detail: null })
  })

  it('leaves the choice alone when one has moved on while it was on its way', () => {
    const moved = state({ selectedId: 't1', mode: 'correct' })
    expect(afterVerdict(moved, reviewOf('t3', 'approved'))).toMatchObject({ selectedId: 't1' })
  })
})

describe('undo', () => {
  it('puts the item back in its place, counts as before, and chooses it', () => {
    const decided = apply(state(), afterVerdict(state(), reviewOf('t3', 'approved')))
    const latest = undoable(decided)!
    const undone = apply(decided, afterUndo(decided, latest, reviewOf('t3')))
    expect(ids(undone)).toEqual(['t3', 't2', 't1'])
    expect(undone).toMatchObject({ selectedId: 't3', counts, decided: [] })
  })

  it('takes back the latest first, then those before it', () => {
    let now = apply(state(), afterVerdict(state(), reviewOf('t3', 'approved')))
    now = apply(now, afterVerdict(now, reviewOf('t2', 'never')))
    expect(undoable(now)!.item.turn.id).toBe('t2')
    now = apply(now, afterUndo(now, undoable(now)!, reviewOf('t2')))
    expect(undoable(now)!.item.turn.id).toBe('t3')
  })

  it('takes back the verdict of the chosen item when none was given here', () => {
    const earlier = state({ filter: 'all', items: [item(3, 'corrected'), item(2)], counts: { ...counts, pending: 1, corrected: 1, all: 2 } })
    expect(undoable({ ...earlier, selectedId: 't2' })).toBeNull()
    const undone = afterUndo(earlier, undoable(earlier)!, reviewOf('t3'))
    expect(undone.counts).toMatchObject({ pending: 2, corrected: 0 })
  })
})

describe('what is begun with an item', () => {
  it('is left when another is chosen', () => {
    const busy = state({ mode: 'never', chosen: [1], resumeAtMs: 400 })
    expect(apply(busy, selecting('t2'))).toMatchObject({ mode: 'read', chosen: [], resumeAtMs: 0, detail: null })
  })

  it('keeps item and filter after a note', () => {
    const after = apply(state(), afterNote(state(), { ...reviewOf('t3'), note: 'Too short.' }))
    expect(after).toMatchObject({ selectedId: 't3', counts })
    expect(after.items[0]!.review.note).toBe('Too short.')
  })

  it('toggles sentences in the order of the answer', () => {
    expect(toggled([2], 0)).toEqual([0, 2])
    expect(toggled([0, 2], 2)).toEqual([0])
  })
})
