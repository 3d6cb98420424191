import type { ReviewMode } from './review-state.ts'

export type ReviewCommand =
  | 'approve'
  | 'correct'
  | 'never'
  | 'note'
  | 'undo'
  | 'next'
  | 'previous'
  | 'play'
  | 'restart'
  | 'question'
  | 'askAgain'
  | 'save'
  | 'cancel'
  | 'search'
  | 'help'
  /** In «never»: sentence by its place in the answer. */
  | { sentence: number }

/** What has the focus, as far as it wants keys for itself. */
export interface KeyPlace {
  mode: ReviewMode
  /** Something one types in. */
  text: boolean
  /** A control that does something on Space and Enter; a sentence to choose is none for Enter. */
  button: boolean
  /** A slider, a menu, tabs, or text that is scrolled by arrows. */
  arrows: boolean
}

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

const LETTERS: Record<string, ReviewCommand> = {
  a: 'approve',
  c: 'correct',
  n: 'never',
  m: 'note',
  u: 'undo',
  j: 'next',
  k: 'previous',
  p: 'play',
  r: 'restart',
  q: 'question',
  g: 'askAgain',
  '/': 'search',
  '?': 'help',
}

/** The one map of the review's keys. @returns null for keys that are not the review's here */
export function reviewCommand({ key, ctrlKey, metaKey, altKey, shiftKey }: Key, { mode, text, button, arrows }: KeyPlace): ReviewCommand | null {
  const editing = mode === 'correct' || mode === 'note'
  if (key === 'Escape') return mode === 'read' ? null : 'cancel'
  if (altKey) return null
  if (ctrlKey || metaKey) {
    if (key === 'Enter') return editing || mode === 'never' ? 'save' : null
    return key.toLowerCase() === 'z' && !shiftKey && !text ? 'undo' : null
  }
  if (text) return null
  if (key === 'Enter') return mode === 'never' && !button ? 'save' : null
  if (key === ' ') return button ? null : 'play'
  if (key === 'ArrowDown' || key === 'ArrowUp') return arrows ? null : key === 'ArrowDown' ? 'next' : 'previous'
  if (mode === 'never' && /^[1-9]$/.test(key)) return { sentence: Number(key) - 1 }
  return LETTERS[key.toLowerCase()] ?? null
}

/** For the sheet of shortcuts. */
export const REVIEW_SHORTCUTS: readonly [key: string, what: string][] = [
  ['Space', 'Play the answer, pause it'],
  ['R', 'Play it from the beginning'],
  ['Q', 'Play the question'],
  ['A', 'Approve'],
  ['C', 'Correct in your own words; Ctrl+Enter saves'],
  ['N', 'Choose sentences it must never say; numbers choose, Enter saves'],
  ['M', 'Note'],
  ['G', 'Ask again and compare'],
  ['U', 'Take the latest verdict back'],
  ['J', 'Next answer'],
  ['K', 'Previous answer'],
  ['/', 'Search'],
  ['Esc', 'Leave what was begun'],
]
