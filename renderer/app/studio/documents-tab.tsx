import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconFilePlus, IconFileText, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { DocumentEntry, PersonaDetail } from '../../../electron/contract/persona.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { plural } from '../state/studio-words.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { longDate } from '../ui/format.ts'
import styles from './detail.module.css'
import { IngestReportView } from './ingest-report.tsx'
import { IntakeProgress } from './intake-progress.tsx'
import { useStudio } from './use-studio.ts'

export function DocumentsTab({ detail }: { detail: PersonaDetail }) {
  const { studio } = useServices()
  const { id, builtIn, documentList } = detail
  const active = usePage(({ status }) => status?.persona.id === id)
  const adding = useStudio((state) => (state.adding?.id === id ? state.adding : null))
  const report = useStudio(({ reports }) => reports[id])

  const add = !builtIn && (
    <Button
      variant="default"
      radius="xl"
      leftSection={<IconFilePlus size={18} stroke={1.75} />}
      disabled={adding !== null}
      onClick={() => void studio.intake.addDocuments(id)}
      data-testid="documents-add"
    >
      Add files
    </Button>
  )
  if (documentList.length === 0 && !adding && !report) {
    return (
      <EmptyState icon={IconFileText} title="It has nothing to quote" action={add}>
        Without documents it can only say that it has not spoken about that. Add memos, talks or letters.
      </EmptyState>
    )
  }
  return (
    <div className={styles.blocks}>
      <div className={styles.toolbar}>
        <p>{active ? 'Every answer quotes from these. Choose one to read it.' : 'Every answer quotes from these. To read one, use this persona first.'}</p>
        {add}
      </div>
      {adding && <IntakeProgress progress={adding.progress} cancelling={adding.cancelling} testId="add-progress" />}
      {report && (
        <div className={styles.reportBox} role="status">
          <IngestReportView report={report} />
          <Button variant="subtle" color="gray" size="compact-md" radius="xl" onClick={() => studio.intake.putReportAway(id)}>
            Close the report
          </Button>
        </div>
      )}
      <ul className={styles.documents} aria-label="Documents">
        {documentList.map((document) => (
          <Row key={document.id} document={document} readable={active} onRemove={builtIn ? null : () => studio.intake.removeDocument(id, document)} />
        ))}
      </ul>
    </div>
  )
}

/** The drawer reads documents of the persona in use only; those of others are listed. */
function Row({ document, readable, onRemove }: { document: DocumentEntry; readable: boolean; onRemove: (() => Promise<void>) | null }) {
  const { store } = useServices()
  const [removing, setRemoving] = useState(false)
  const { id, title, kind, date, words } = document
  const about = [kind, date && longDate(date), plural(words, 'word')].filter(Boolean).join(', ')
  const text = (
    <>
      <span className={styles.documentTitle}>{title}</span>
      <span className={styles.documentAbout}>{about}</span>
    </>
  )
  const open = (): void => store.setState({ openCitation: { marker: 0, documentId: id, document: title, date, quote: '', startChar: 0, endChar: 0 } })
  const remove = async (work: () => Promise<void>): Promise<void> => {
    setRemoving(true)
    await work()
    setRemoving(false)
  }
  return (
    <li className={styles.document} data-testid="document-row" data-id={id}>
      {readable ? (
        <button type="button" className={styles.documentOpen} onClick={open}>
          {text}
        </button>
      ) : (
        <span className={styles.documentOpen}>{text}</span>
      )}
      {onRemove && (
        <Tooltip label="Remove" openDelay={400}>
          <ActionIcon variant="subtle" color="gray" size={34} radius="xl" aria-label={`Remove «${title}»`} loading={removing} onClick={() => void remove(onRemove)} data-testid="document-remove">
            <IconTrash size={17} stroke={1.75} />
          </ActionIcon>
        </Tooltip>
      )}
    </li>
  )
}
