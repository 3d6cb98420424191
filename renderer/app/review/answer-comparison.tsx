import { Button, Kbd, Skeleton } from '@mantine/core'
import type { AnswerSnapshot } from '../../../electron/contract/review.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { longDate } from '../ui/format.ts'
import styles from './answer-comparison.module.css'
import { useReview } from './use-review.ts'
import { wordDiff, type DiffPart } from './word-diff.ts'

/** The recorded answer beside the one that would be given now, with what differs marked word by word. */
export function AnswerComparison() {
  const { review } = useServices()
  const name = usePage(({ status }) => status?.persona.name.split(' ')[0] ?? '')
  const comparison = useReview((state) => state.comparison)
  const question = useReview((state) => state.detail?.turn.question)
  const diff = comparison && wordDiff(comparison.before.answer, comparison.after.answer)
  const same = diff !== null && ![...diff.before, ...diff.after].some(({ changed }) => changed)
  return (
    <div className={styles.comparison} data-testid="comparison" data-same={same} role="group" aria-label="Before and now">
      <div className={styles.scroller} tabIndex={0} role="group" aria-label="Both answers" data-scrolls>
        <p className={styles.question}>{comparison?.question ?? question}</p>
        <div className={styles.head}>
          <p role="status">
            {!comparison && `Asking ${name} again.`}
            {comparison && (same ? 'Word for word the same.' : 'What differs is marked.')}
          </p>
          <Button variant="default" radius="xl" size="xs" rightSection={<Kbd>Esc</Kbd>} onClick={() => review.setMode('read')}>
            Back to the recording
          </Button>
        </div>
        <div className={styles.sides}>
          <Side title="Recorded" snapshot={comparison?.before} parts={diff?.before} mark="del" testId="comparison-before" />
          <Side title="Now" snapshot={comparison?.after} parts={diff?.after} mark="ins" testId="comparison-after" />
        </div>
      </div>
    </div>
  )
}

interface SideProps {
  title: string
  snapshot: AnswerSnapshot | undefined
  parts: DiffPart[] | undefined
  mark: 'del' | 'ins'
  testId: string
}

function Side({ title, snapshot, parts, mark: Mark, testId }: SideProps) {
  const { store } = useServices()
  return (
    <section className={styles.side} data-side={Mark} data-testid={testId}>
      <h2>{title}</h2>
      {!snapshot && <Waiting />}
      <p className={styles.answer}>{parts?.map((part, k) => <Part key={k} {...part} mark={Mark} />)}</p>
      {snapshot?.outcome === 'not_spoken_about' && <p className={styles.note}>Nothing in the documents about this.</p>}
      {snapshot?.outcome === 'failed' && <p className={styles.note}>The answer did not come through.</p>}
      {snapshot && snapshot.citations.length > 0 && (
        <ol className={styles.sources}>
          {snapshot.citations.map((citation) => (
            <li key={citation.marker}>
              <button type="button" onClick={() => store.setState({ openCitation: citation })}>
                <b>{citation.marker}</b>
                <span>
                  {citation.document}
                  {citation.date && `, ${longDate(citation.date)}`}
                </span>
              </button>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

/** The space after the last word lies outside the mark. */
function Part({ text, changed, mark: Mark }: DiffPart & { mark: 'del' | 'ins' }) {
  if (!changed) return text
  return (
    <>
      <Mark>{text.trimEnd()}</Mark>{' '}
    </>
  )
}

function Waiting() {
  return (
    <div className={styles.waiting} aria-hidden>
      <Skeleton height={14} />
      <Skeleton height={14} />
      <Skeleton height={14} width="70%" />
    </div>
  )
}
