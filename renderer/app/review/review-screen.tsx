import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconKeyboard, IconNotebook } from '@tabler/icons-react'
import { useCallback, useEffect, useState } from 'react'
import { usePage, useServices } from '../services/services-context.tsx'
import { ScreenHeader } from '../ui/screen-header.tsx'
import { ShortcutsSheet } from '../ui/shortcuts-sheet.tsx'
import { SplitScreen } from '../ui/split-screen.tsx'
import { CorrectionsDrawer } from './corrections-drawer.tsx'
import { OfflineBanner } from './offline-banner.tsx'
import { ReviewDetail } from './review-detail.tsx'
import { REVIEW_SHORTCUTS, type ReviewCommand } from './review-keys.ts'
import { ReviewQueue } from './review-queue.tsx'
import { useReview } from './use-review.ts'
import { useReviewKeys } from './use-review-keys.ts'

/** Every answer that was given, heard again and judged, with the network off. */
export function ReviewScreen() {
  const services = useServices()
  const { review } = services
  const persona = usePage(({ status }) => status?.persona.name.split(' ')[0] ?? '')
  const learned = useReview(({ corrections }) => (corrections ? corrections.approved.length + corrections.never.length : 0))
  const [sheetOpen, sheet] = useDisclosure(false)
  const [learnedOpen, learnedSheet] = useDisclosure(false)
  // Only narrow windows ask: they show either the list or one answer.
  const [detailOpen, setDetailOpen] = useState(false)

  useEffect(() => {
    review.enter()
    return () => review.leave()
  }, [review])

  const run = useCallback(
    (command: ReviewCommand): void => {
      if (typeof command === 'object') return void press(`[data-sentence="${command.sentence}"]`)
      switch (command) {
        case 'next':
          return review.step(1)
        case 'previous':
          return review.step(-1)
        case 'play':
          return review.togglePlay()
        case 'restart':
          return review.playFrom(0)
        case 'question':
          return review.toggleQuestion()
        case 'undo':
          return void review.undo()
        case 'cancel':
          return review.setMode('read')
        case 'help':
          return sheet.open()
        case 'search':
          return document.querySelector<HTMLElement>('[data-testid="review-search"]')?.focus()
        default:
          // What can be done now is what has a button now.
          return void press(`[data-command="${command}"]`)
      }
    },
    [review, sheet],
  )
  useReviewKeys(run)

  return (
    <>
      <SplitScreen
        head={
          <ScreenHeader title="Review" note={<OfflineBanner />}>
            <Button
              variant="default"
              radius="xl"
              leftSection={<IconNotebook size={18} stroke={1.75} />}
              onClick={learnedSheet.open}
              data-testid="open-corrections"
            >
              {learned === 0 ? 'Corrections' : `Corrections (${learned})`}
            </Button>
            <Tooltip label="Keyboard shortcuts" openDelay={400}>
              <ActionIcon variant="subtle" color="gray" size={38} radius={12} aria-label="Keyboard shortcuts" onClick={sheet.open}>
                <IconKeyboard size={21} stroke={1.75} />
              </ActionIcon>
            </Tooltip>
          </ScreenHeader>
        }
        listLabel="Answers"
        list={<ReviewQueue onOpen={() => setDetailOpen(true)} />}
        detailLabel="Chosen answer"
        detail={<ReviewDetail />}
        detailOpen={detailOpen}
        onBack={() => setDetailOpen(false)}
      />
      <CorrectionsDrawer opened={learnedOpen} onClose={learnedSheet.close} persona={persona} />
      <ShortcutsSheet opened={sheetOpen} onClose={sheet.close} rows={REVIEW_SHORTCUTS} />
    </>
  )
}

function press(selector: string): void {
  document.querySelector<HTMLButtonElement>(`${selector}:not(:disabled)`)?.click()
}
