import type { Comparison, CorrectionsFile, Review, ReviewFilter, ReviewItem, ReviewQueue, Verdict } from '../../../electron/contract/review.ts'
import type { TurnOrigin, TurnRecord } from '../../../electron/contract/turn.ts'

/** What the reviewer is doing with the chosen answer. */
export type ReviewMode = 'read' | 'correct' | 'never' | 'note' | 'compare'

/** An item as it was before a verdict, and the verdict. */
export interface Decided {
  item: ReviewItem
  verdict: Verdict | null
}

export interface ReviewState {
  filter: ReviewFilter
  origin: TurnOrigin | null
  search: string
  queue: 'loading' | 'ready' | 'failed'
  /** Newest first. */
  items: ReviewItem[]
  counts: Record<ReviewFilter, number> | null
  /** Whether older ones may follow the last item. */
  more: boolean
  selectedId: string | null
  /** The chosen turn as a whole; null while it is read. */
  detail: { turn: TurnRecord; review: Review } | null
  mode: ReviewMode
  /** Sentences chosen for «never», by their place in the answer. */
  chosen: number[]
  /** Null while the persona is asked. */
  comparison: Comparison | null
  /** Verdicts given since the page opened, the latest last. */
  decided: Decided[]
  /** A verdict is on its way: the next has to wait. */
  busy: boolean
  /** Where a paused recording goes on. */
  resumeAtMs: number
  corrections: CorrectionsFile | null
  /** The network could not be switched off or on. */
  networkTrouble: boolean
}

export const initialReview: ReviewState = {
  filter: 'pending',
  origin: null,
  search: '',
  queue: 'loading',
  items: [],
  counts: null,
  more: false,
  selectedId: null,
  detail: null,
  mode: 'read',
  chosen: [],
  comparison: null,
  decided: [],
  busy: false,
  resumeAtMs: 0,
  corrections: null,
  networkTrouble: false,
}

type Patch = Partial<ReviewState>

/** A queue as it came from the store; what was chosen stays chosen while it is in it. */
export function withQueue(state: ReviewState, { items, counts }: ReviewQueue, limit: number): Patch {
  const kept = items.some(({ turn }) => turn.id === state.selectedId)
  const selection = kept ? {} : selecting(items[0]?.turn.id ?? null)
  return { items, counts, queue: 'ready', more: items.length >= limit, ...selection }
}

export function withOlder(state: ReviewState, { items, counts }: ReviewQueue, limit: number): Patch {
  const known = new Set(state.items.map(({ turn }) => turn.id))
  return { items: [...state.items, ...items.filter(({ turn }) => !known.has(turn.id))], counts, more: items.length >= limit }
}

/** Whatever was begun with the turn before is left. */
export function selecting(id: string | null): Patch {
  return { selectedId: id, detail: null, mode: 'read', chosen: [], comparison: null, resumeAtMs: 0 }
}

/** The turn `step` places further down the queue; null at its end. */
export function neighbour(state: ReviewState, step: number): string | null {
  const at = state.items.findIndex(({ turn }) => turn.id === state.selectedId)
  return state.items[at + step]?.turn.id ?? null
}

/** After a verdict: its item goes where it belongs now, and the next one is chosen. */
export function afterVerdict(state: ReviewState, review: Review): Patch {
  const item = state.items.find(({ turn }) => turn.id === review.turnId)
  if (!item) return { busy: false }
  const following = neighbour(state, 1)
  const next = state.selectedId === review.turnId ? (following ?? neighbour(state, -1)) : state.selectedId
  const stays = fits(state.filter, review.verdict)
  const items = stays ? replaced(state.items, review) : state.items.filter(({ turn }) => turn.id !== review.turnId)
  return {
    items,
    counts: recounted(state.counts, item.review.verdict, review.verdict),
    decided: [...withoutTurn(state.decided, review.turnId), { item, verdict: review.verdict }],
    busy: false,
    ...(stays && following === null ? selecting(review.turnId) : selecting(next)),
  }
}

/**
 * After a verdict was taken back: its item is there again, and chosen. It stays in view under a filter which it fits no more,
 * so that one sees what became of it.
 */
export function afterUndo(state: ReviewState, { item, verdict }: Decided, review: Review): Patch {
  const shown = state.items.some(({ turn }) => turn.id === review.turnId)
  const items = shown ? replaced(state.items, review) : [...state.items, { turn: item.turn, review }].sort((a, b) => b.turn.startedAt.localeCompare(a.turn.startedAt))
  return {
    items,
    counts: recounted(state.counts, verdict, review.verdict),
    decided: withoutTurn(state.decided, review.turnId),
    busy: false,
    ...selecting(review.turnId),
  }
}

/** What Undo takes back: the latest verdict given here, or else that of the chosen item. */
export function undoable({ decided, items, selectedId }: ReviewState): Decided | null {
  const latest = decided.at(-1)
  if (latest) return latest
  const item = items.find(({ turn }) => turn.id === selectedId)
  return item && item.review.verdict !== null ? { item, verdict: item.review.verdict } : null
}

/** After a note, which decides nothing. */
export function afterNote(state: ReviewState, review: Review): Patch {
  const detail = state.detail?.turn.id === review.turnId ? { ...state.detail, review } : state.detail
  return { items: replaced(state.items, review), detail, mode: 'read', busy: false }
}

export function toggled(chosen: readonly number[], index: number): number[] {
  return chosen.includes(index) ? chosen.filter((other) => other !== index) : [...chosen, index].sort((a, b) => a - b)
}

function withoutTurn(decided: readonly Decided[], id: string): Decided[] {
  return decided.filter(({ item }) => item.turn.id !== id)
}

function fits(filter: ReviewFilter, verdict: Verdict | null): boolean {
  return filter === 'all' || filter === (verdict ?? 'pending')
}

function replaced(items: readonly ReviewItem[], review: Review): ReviewItem[] {
  return items.map((item) => (item.turn.id === review.turnId ? { ...item, review } : item))
}

function recounted(counts: ReviewState['counts'], from: Verdict | null, to: Verdict | null): ReviewState['counts'] {
  if (!counts || from === to) return counts
  const [left, entered] = [from ?? 'pending', to ?? 'pending'] as const
  return { ...counts, [left]: counts[left] - 1, [entered]: counts[entered] + 1 }
}
