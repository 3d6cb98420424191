import { Button } from '@mantine/core'
import { useEffect } from 'react'
import type { PersonaDetail } from '../../../electron/contract/persona.ts'
import { useServices } from '../services/services-context.tsx'
import { draftProblems } from '../state/studio-profile.ts'
import styles from './detail.module.css'
import { useStudio } from './use-studio.ts'

/** Below a persona while something is typed and not saved; it stays until it is saved or put away. */
export function SaveBar({ detail }: { detail: PersonaDetail }) {
  const { studio } = useServices()
  const draft = useStudio(({ drafts }) => drafts[detail.id])
  const problem = useStudio(({ saveProblems }) => saveProblems[detail.id])
  const saving = useStudio(({ savingId }) => savingId === detail.id)

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      void studio.save(detail)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [studio, detail])

  if (!draft) return null
  const [wrong] = Object.values(draftProblems(draft))
  return (
    <div className={styles.saveBar} data-testid="save-bar">
      <p role={problem ? 'alert' : 'status'} data-bad={Boolean(problem ?? wrong)}>
        {problem ?? wrong ?? 'Changes not saved.'}
      </p>
      <Button variant="subtle" color="gray" radius="xl" disabled={saving} onClick={() => studio.discard(detail.id)} data-testid="save-undo">
        Undo changes
      </Button>
      <Button radius="xl" loading={saving} disabled={Boolean(wrong)} onClick={() => void studio.save(detail)} data-testid="save">
        Save
      </Button>
    </div>
  )
}
