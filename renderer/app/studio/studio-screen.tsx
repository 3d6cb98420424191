import { Button } from '@mantine/core'
import { IconFileImport, IconPlus, IconUserEdit } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useServices } from '../services/services-context.tsx'
import type { StudioPlace } from '../state/studio-store.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { ScreenHeader } from '../ui/screen-header.tsx'
import { SplitScreen } from '../ui/split-screen.tsx'
import { ConflictDialog } from './conflict-dialog.tsx'
import { CreatePane } from './create-pane.tsx'
import { DetailPane } from './detail-pane.tsx'
import { PersonaList } from './persona-list.tsx'
import { useStudio } from './use-studio.ts'

/** Personas of one's own: made, looked after, and chosen from. */
export function StudioScreen() {
  const { studio } = useServices()
  const place = useStudio((state) => state.place)

  useEffect(() => {
    void studio.preview.loadVoices()
    const { place: opened } = studio.store.getState()
    if (opened.kind === 'persona') void studio.load(opened.id)
    return () => studio.leave()
  }, [studio])

  const [importing, setImporting] = useState(false)
  const importPersona = async (): Promise<void> => {
    setImporting(true)
    const made = await studio.packages.import()
    setImporting(false)
    if (made) studio.open({ kind: 'persona', id: made.id })
  }

  return (
    <>
      <SplitScreen
        head={
          <ScreenHeader title="Studio">
            <Button
              variant="default"
              radius="xl"
              leftSection={<IconFileImport size={18} stroke={1.75} />}
              loading={importing}
              onClick={() => void importPersona()}
              data-testid="persona-import"
            >
              Import
            </Button>
            <Button
              radius="xl"
              leftSection={<IconPlus size={18} stroke={2} />}
              onClick={() => studio.openForm()}
              data-testid="persona-create"
            >
              New persona
            </Button>
          </ScreenHeader>
        }
        listLabel="Personas"
        list={<PersonaList />}
        detailLabel={place.kind === 'create' ? 'New persona' : 'Persona'}
        detail={<Detail place={place} />}
        detailOpen={place.kind !== 'list'}
        onBack={() => studio.open({ kind: 'list' })}
      />
      <ConflictDialog />
    </>
  )
}

function Detail({ place }: { place: StudioPlace }) {
  const { studio } = useServices()
  switch (place.kind) {
    case 'create':
      return <CreatePane />
    case 'persona':
      return <DetailPane key={place.id} id={place.id} />
    case 'list':
      return (
        <EmptyState
          icon={IconUserEdit}
          title="A persona is made from what a person wrote and said"
          action={
            <Button variant="light" radius="xl" onClick={() => studio.openForm()}>
              Make one from a folder
            </Button>
          }
        >
          Choose one on the left to see what it knows and who agreed to it, or make one of your own: a folder of texts, a name, a voice, and
          the consent of the person it stands in for.
        </EmptyState>
      )
  }
}
