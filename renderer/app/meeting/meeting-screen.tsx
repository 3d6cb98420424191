import { IconUsers } from '@tabler/icons-react'
import { EmptyState } from '../ui/empty-state.tsx'

export function MeetingScreen() {
  return (
    <main>
      <h1 className="visually-hidden">Meeting</h1>
      <EmptyState icon={IconUsers}>A meeting’s words, notes and recording appear here.</EmptyState>
    </main>
  )
}
