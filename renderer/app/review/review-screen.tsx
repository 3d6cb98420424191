import { IconChecklist } from '@tabler/icons-react'
import { EmptyState } from '../ui/empty-state.tsx'

export function ReviewScreen() {
  return (
    <main>
      <h1 className="visually-hidden">Review</h1>
      <EmptyState icon={IconChecklist}>Answers that wait for a verdict appear here.</EmptyState>
    </main>
  )
}
