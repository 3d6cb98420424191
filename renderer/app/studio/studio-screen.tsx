import { IconUserPlus } from '@tabler/icons-react'
import { EmptyState } from '../ui/empty-state.tsx'

export function StudioScreen() {
  return (
    <main>
      <h1 className="visually-hidden">Studio</h1>
      <EmptyState icon={IconUserPlus}>Personas of your own are made here.</EmptyState>
    </main>
  )
}
