import { ActionIcon, Drawer, Tooltip } from '@mantine/core'
import { IconNotebook, IconTrash } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { useServices } from '../services/services-context.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { clockTime } from '../ui/format.ts'
import styles from './corrections-drawer.module.css'
import { useReview } from './use-review.ts'

interface Removal {
  id: string
  title: string
  consequence: string
}

/** Everything that review has taught this persona; each piece can be taken away again. */
export function CorrectionsDrawer({ opened, onClose, persona }: { opened: boolean; onClose: () => void; persona: string }) {
  const { review } = useServices()
  const corrections = useReview((state) => state.corrections)
  const [removal, setRemoval] = useState<Removal | null>(null)
  const empty = corrections !== null && corrections.approved.length + corrections.never.length === 0
  return (
    <>
      <Drawer
        opened={opened}
        onClose={onClose}
        position="right"
        size="min(560px, 100vw)"
        title={`What ${persona} has learned`}
        lockScroll={false}
        classNames={{ content: styles.drawer, title: styles.title, body: styles.body }}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {empty && (
          <EmptyState icon={IconNotebook}>
            Answers you correct and sentences you rule out are listed here, where you can take them away again.
          </EmptyState>
        )}
        {corrections && corrections.approved.length > 0 && (
          <section className={styles.section} aria-labelledby="corrections-approved">
            <h3 id="corrections-approved">Answers in your words</h3>
            <ul>
              {corrections.approved.map(({ id, question, text, createdAt }) => (
                <Entry
                  key={id}
                  date={createdAt}
                  name={question}
                  onRemove={() =>
                    setRemoval({ id, title: 'Remove this answer?', consequence: `${persona} answers “${question}” from the documents again. Your wording is gone.` })
                  }
                >
                  <p className={styles.question}>{question}</p>
                  <p className={styles.words}>{text}</p>
                </Entry>
              ))}
            </ul>
          </section>
        )}
        {corrections && corrections.never.length > 0 && (
          <section className={styles.section} aria-labelledby="corrections-never">
            <h3 id="corrections-never">Never said</h3>
            <ul>
              {corrections.never.map(({ id, sentence, createdAt }) => (
                <Entry
                  key={id}
                  date={createdAt}
                  name={sentence}
                  onRemove={() => setRemoval({ id, title: 'Allow this sentence again?', consequence: `${persona} may say “${sentence}” again where a document holds it.` })}
                >
                  <p className={styles.words} data-never>
                    {sentence}
                  </p>
                </Entry>
              ))}
            </ul>
          </section>
        )}
      </Drawer>
      <ConfirmDialog
        opened={removal !== null}
        title={removal?.title ?? ''}
        confirmLabel="Remove"
        danger
        onClose={() => setRemoval(null)}
        onConfirm={async () => {
          if (removal) await review.removeCorrection(removal.id)
          setRemoval(null)
        }}
      >
        {removal?.consequence}
      </ConfirmDialog>
    </>
  )
}

function Entry({ date, name, onRemove, children }: { date: string; name: string; onRemove: () => void; children: ReactNode }) {
  return (
    <li className={styles.entry} data-testid="correction-entry">
      <div>
        {children}
        <time dateTime={date}>{clockTime(date)}</time>
      </div>
      <Tooltip label="Remove" openDelay={400}>
        <ActionIcon variant="subtle" color="gray" radius="md" aria-label={`Remove: ${name}`} onClick={onRemove} data-testid="correction-remove">
          <IconTrash size={18} stroke={1.75} />
        </ActionIcon>
      </Tooltip>
    </li>
  )
}
