import { Button, Drawer, Loader, Progress } from '@mantine/core'
import { useMediaQuery, useWindowEvent } from '@mantine/hooks'
import { IconDownload, IconPlayerStopFilled } from '@tabler/icons-react'
import type { DocumentFeedback, FeedbackPart, PartView } from '../../../electron/contract/feedback.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { SourceMarkers } from '../ui/source-markers.tsx'
import { StatusBadge, type BadgeTone } from '../ui/status-badge.tsx'
import styles from './feedback-drawer.module.css'

const VIEWS: Record<PartView, { label: string; tone: BadgeTone }> = {
  agrees: { label: 'Agrees', tone: 'voice' },
  differs: { label: 'Differs', tone: 'bad' },
  both: { label: 'Agrees in part', tone: 'warn' },
  touches: { label: 'Has spoken about it', tone: 'neutral' },
  not_spoken_about: { label: 'Nothing said', tone: 'neutral' },
}

/** Where there is room it covers the conversation and leaves the face and what one talks by. */
const NARROW = '(max-width: 859px)'
const BESIDE_THE_STAGE = 'clamp(340px, calc(100vw - 100px - min(62vw, 84vh)), 600px)'

/** What the persona thinks of a document, part by part, while it speaks and afterwards. Escape stops it, then closes this. */
export function FeedbackDrawer() {
  const services = useServices()
  const feedback = usePage((state) => state.feedback)
  const open = usePage((state) => state.feedbackOpen)
  const narrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false })
  const opened = open && feedback !== null
  useWindowEvent('keydown', ({ key }) => {
    // A document that lies open over it is closed first.
    if (key !== 'Escape' || !opened || document.querySelectorAll('[role="dialog"]').length > 1) return
    if (services.store.getState().conversation.phase === 'idle') services.store.setState({ feedbackOpen: false })
    else services.stop()
  })
  return (
    <Drawer
      opened={opened}
      closeOnEscape={false}
      onClose={() => services.store.setState({ feedbackOpen: false })}
      position="right"
      size={narrow ? 'min(560px, 100vw)' : BESIDE_THE_STAGE}
      title={feedback?.title}
      withOverlay={false}
      lockScroll={false}
      trapFocus={false}
      classNames={{ content: styles.drawer, title: styles.title, body: styles.body }}
      closeButtonProps={{ 'aria-label': 'Close the feedback' }}
    >
      {feedback && <Feedback feedback={feedback} />}
    </Drawer>
  )
}

function Feedback({ feedback }: { feedback: DocumentFeedback }) {
  const { parts, missing, citations, total, state, error } = feedback
  return (
    <>
      <Progress value={total === 0 ? 0 : (parts.length / total) * 100} size="xs" aria-label="Parts gone through" className={styles.progress} />
      <div className={styles.scroller} tabIndex={0} role="group" aria-label="Feedback" data-testid="feedback" data-state={state} data-scrolls>
        <ol className={styles.parts}>
          {parts.map((part) => (
            <Part key={part.index} part={part} citations={citations} />
          ))}
        </ol>
        {state === 'running' && (
          <p className={styles.note}>
            <Loader size="xs" /> Part {Math.min(parts.length + 1, total)} of {total}
          </p>
        )}
        {state === 'stopped' && <p className={styles.note}>Stopped after {parts.length} of {total} parts.</p>}
        {state === 'failed' && <p className={styles.note}>{error?.message ?? 'It could not be gone through to its end; give it again.'}</p>}
        {missing.length > 0 && (
          <section className={styles.missing}>
            <h3>What is missing</h3>
            <Sentences sentences={missing} citations={citations} />
          </section>
        )}
      </div>
      <Actions feedback={feedback} />
    </>
  )
}

function Part({ part: { heading, index, excerpt, view, sentences }, citations }: { part: FeedbackPart; citations: DocumentFeedback['citations'] }) {
  return (
    <li className={styles.part} data-testid="feedback-part" data-view={view}>
      <div className={styles.head}>
        <h3>{heading || `Part ${index + 1}`}</h3>
        <StatusBadge tone={VIEWS[view].tone}>{VIEWS[view].label}</StatusBadge>
      </div>
      <blockquote className={styles.excerpt}>{excerpt}</blockquote>
      <Sentences sentences={sentences} citations={citations} />
    </li>
  )
}

function Sentences({ sentences, citations }: { sentences: FeedbackPart['sentences']; citations: DocumentFeedback['citations'] }) {
  return (
    <p className={styles.words}>
      {sentences.map(({ text, markers, unquoted }, k) => (
        <span key={k}>
          {unquoted ? <em title="A language model’s words: they stand in no document">{text}</em> : text}
          <SourceMarkers citations={citations} markers={markers} />{' '}
        </span>
      ))}
    </p>
  )
}

function Actions({ feedback }: { feedback: DocumentFeedback }) {
  const services = useServices()
  const busy = usePage(({ conversation }) => conversation.phase === 'thinking' || conversation.phase === 'speaking')
  return (
    <div className={styles.actions}>
      {busy && (
        <Button variant="default" radius="xl" leftSection={<IconPlayerStopFilled size={15} />} onClick={() => services.stop()} data-testid="feedback-stop">
          Stop
        </Button>
      )}
      <Button variant="default" radius="xl" leftSection={<IconDownload size={17} stroke={1.8} />} disabled={feedback.parts.length === 0} onClick={() => void services.documents.export(feedback.title)} data-testid="feedback-export">
        Export
      </Button>
    </div>
  )
}
