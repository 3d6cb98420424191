import { IconCheck, IconKeyboard, IconMessageCircleX, IconMicrophone, IconPencil, IconUsers, type Icon } from '@tabler/icons-react'
import type { Decision, ReviewFilter, Verdict } from '../../../electron/contract/review.ts'
import type { TurnOrigin } from '../../../electron/contract/turn.ts'
import type { BadgeTone } from '../ui/status-badge.tsx'

export const FILTERS: readonly { value: ReviewFilter; label: string }[] = [
  { value: 'pending', label: 'To review' },
  { value: 'approved', label: 'Approved' },
  { value: 'corrected', label: 'Corrected' },
  { value: 'never', label: 'Never' },
  { value: 'all', label: 'All' },
]

export const VERDICTS: Record<Verdict, { label: string; tone: BadgeTone; icon: Icon }> = {
  approved: { label: 'Approved', tone: 'voice', icon: IconCheck },
  corrected: { label: 'Corrected', tone: 'you', icon: IconPencil },
  never: { label: 'Never', tone: 'bad', icon: IconMessageCircleX },
}

export const ORIGINS: Record<TurnOrigin, { label: string; icon: Icon }> = {
  hold: { label: 'Spoken', icon: IconMicrophone },
  open: { label: 'Spoken', icon: IconMicrophone },
  typed: { label: 'Typed', icon: IconKeyboard },
  meeting: { label: 'Meeting', icon: IconUsers },
}

/** What was done, said with the offer to take it back. */
export const DECISION_NOTICES: Record<Exclude<Decision['type'], 'note'>, string> = {
  approve: 'Approved.',
  correct: 'Corrected: your words are the answer from now on.',
  never: 'Not to be said again, to any question.',
}
