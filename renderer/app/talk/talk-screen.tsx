import { ActionIcon, Drawer, Tooltip } from '@mantine/core'
import { useDisclosure, useMediaQuery } from '@mantine/hooks'
import { IconFileText, IconKeyboard, IconMessages, IconPictureInPicture } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { DropTarget } from '../feedback/drop-target.tsx'
import { FeedbackDrawer } from '../feedback/feedback-drawer.tsx'
import { usePage, useServices } from '../services/services-context.tsx'
import { Caption } from '../ui/caption.tsx'
import { Stage } from '../ui/stage.tsx'
import { OpenMicrophoneNote } from './always-on.tsx'
import { Console } from './console.tsx'
import { PersonaBadge } from './persona-badge.tsx'
import { SourceChips } from './source-chips.tsx'
import { StateLine, TroubleLine } from './state-line.tsx'
import styles from './talk-screen.module.css'
import { TalkShortcuts } from './talk-shortcuts.tsx'
import { Thread } from './thread.tsx'
import { useTalkKeys } from './use-talk-keys.ts'

/** Where the conversation has no room beside the face, it comes in a drawer. */
const NARROW = '(max-width: 859px)'

export function TalkScreen() {
  const services = useServices()
  const name = usePage(({ status }) => status?.persona.name)
  const closedFeedback = usePage(({ feedback, feedbackOpen }) => feedback !== null && !feedbackOpen)
  const narrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false })
  const [threadOpen, thread] = useDisclosure(false)
  const [sheetOpen, sheet] = useDisclosure(false)
  useTalkKeys(sheet.open)

  return (
    <DropTarget className={styles.screen}>
      <h1 className="visually-hidden">Talk with {name}</h1>
      <section className={styles.column} aria-label="Face to face">
        <Stage
          top={
            <>
              <PersonaBadge />
              <div className={styles.actions}>
                {narrow && (
                  <StageAction label="Conversation" onClick={thread.open}>
                    <IconMessages size={20} stroke={1.75} />
                  </StageAction>
                )}
                {closedFeedback && (
                  <StageAction label="Feedback on the document" onClick={() => services.store.setState({ feedbackOpen: true })}>
                    <IconFileText size={20} stroke={1.75} />
                  </StageAction>
                )}
                <StageAction label="Small window" onClick={() => services.setWindowMode('compact')}>
                  <IconPictureInPicture size={20} stroke={1.75} />
                </StageAction>
                <StageAction label="Keyboard shortcuts" onClick={sheet.open}>
                  <IconKeyboard size={20} stroke={1.75} />
                </StageAction>
              </div>
            </>
          }
          trouble={
          <>
            <OpenMicrophoneNote />
            <TroubleLine />
          </>
        }
        >
          <StateLine />
          <Caption />
          {narrow && <SourceChips />}
        </Stage>
        <Console />
      </section>
      {!narrow && (
        <aside className={styles.thread} aria-label="Conversation">
          <Thread />
        </aside>
      )}
      <Drawer
        opened={Boolean(narrow) && threadOpen}
        onClose={thread.close}
        position="right"
        size="min(440px, 92vw)"
        title="Conversation"
        lockScroll={false}
        closeButtonProps={{ 'aria-label': 'Close the conversation' }}
        classNames={{ body: styles.drawerBody, content: styles.drawer }}
      >
        <Thread />
      </Drawer>
      <TalkShortcuts opened={sheetOpen} onClose={sheet.close} />
      <FeedbackDrawer />
    </DropTarget>
  )
}

export function StageAction({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <Tooltip label={label} openDelay={400}>
      <ActionIcon className={styles.action} variant="transparent" size={40} radius={12} aria-label={label} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  )
}
