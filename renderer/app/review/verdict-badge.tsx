import type { Verdict } from '../../../electron/contract/review.ts'
import { StatusBadge } from '../ui/status-badge.tsx'
import { VERDICTS } from './review-words.ts'

export function VerdictBadge({ verdict }: { verdict: Verdict | null }) {
  if (verdict === null) return null
  const { label, tone, icon } = VERDICTS[verdict]
  return (
    <StatusBadge tone={tone} icon={icon} testId="verdict-badge">
      {label}
    </StatusBadge>
  )
}
