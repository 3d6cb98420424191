import { Button, Loader } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { PersonaDetail, PersonaEntry } from '../../../electron/contract/persona.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import type { StudioTab } from '../state/studio-store.ts'
import { FilterTabs } from '../ui/filter-tabs.tsx'
import { ConsentTab } from './consent-tab.tsx'
import { DetailHead } from './detail-head.tsx'
import styles from './detail.module.css'
import { DocumentsTab } from './documents-tab.tsx'
import { ProfileTab } from './profile-tab.tsx'
import { RulesTab } from './rules-tab.tsx'
import { SaveBar } from './save-bar.tsx'
import { useStudio } from './use-studio.ts'

const PANELS: Record<StudioTab, { label: string; Panel: (props: { detail: PersonaDetail }) => React.ReactNode }> = {
  profile: { label: 'Profile', Panel: ProfileTab },
  documents: { label: 'Documents', Panel: DocumentsTab },
  consent: { label: 'Consent', Panel: ConsentTab },
  rules: { label: 'Rules and style', Panel: RulesTab },
}
const TABS: StudioTab[] = ['profile', 'documents', 'consent', 'rules']

/** One persona, all there is to know and to change about it. */
export function DetailPane({ id }: { id: string }) {
  const { studio } = useServices()
  const detail = useStudio(({ details }) => details[id])
  const problem = useStudio(({ detailProblems }) => detailProblems[id])
  const tab = useStudio((state) => state.tab)
  const scroller = useRef<HTMLDivElement>(null)
  useEffect(() => {
    scroller.current?.scrollTo(0, 0)
  }, [tab])

  const entry = usePage(({ personas }) => personas?.find((persona) => persona.id === id))
  const remove = async (persona: PersonaEntry): Promise<void> => {
    if (await studio.packages.delete(persona)) studio.open({ kind: 'list' })
  }

  if (!detail) {
    return (
      <div className={styles.missing}>
        {problem ? (
          <>
            {entry && <h2>{entry.name}</h2>}
            <p role="alert">{problem}</p>
            <div className={styles.actions}>
              <Button variant="default" radius="xl" onClick={() => void studio.load(id)}>
                Try again
              </Button>
              {entry && !entry.builtIn && (
                <Button className={styles.bad} variant="default" radius="xl" onClick={() => void remove(entry)} data-testid="persona-delete">
                  Delete it
                </Button>
              )}
            </div>
          </>
        ) : (
          <Loader size="sm" aria-label="Opening the persona" />
        )}
      </div>
    )
  }
  const { label, Panel } = PANELS[tab]
  return (
    <>
      <div ref={scroller} className={styles.scroller} data-testid="persona-detail">
        <div className={styles.content}>
          <DetailHead detail={detail} />
          <div className={styles.tabs}>
            <FilterTabs
              label={`Parts of ${detail.name}`}
              tabs={TABS.map((value) => ({ value, label: PANELS[value].label, ...(value === 'documents' && { count: detail.documentList.length }) }))}
              value={tab}
              onChange={(next) => studio.store.setState({ tab: next })}
              testId="detail-tabs"
            />
          </div>
          <div className={styles.panel} role="tabpanel" aria-label={label}>
            <Panel detail={detail} />
          </div>
        </div>
      </div>
      <SaveBar detail={detail} />
    </>
  )
}
