import { Button, Kbd, Textarea } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { Review, ReviewItem } from '../../../electron/contract/review.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { shortcutLabel } from '../shell/use-shell-keys.ts'
import styles from './editors.module.css'
import { useReview } from './use-review.ts'

const MAX_LETTERS = 4_000

/** The answer in one's own words, begun with what was said. */
export function CorrectionEditor({ turn, review }: { turn: ReviewItem['turn']; review: Review }) {
  const services = useServices()
  const name = usePage(({ status }) => status?.persona.name.split(' ')[0] ?? '')
  const busy = useReview((state) => state.busy)
  const [text, setText] = useState(() => services.review.draft(turn.id) ?? review.correction ?? turn.answer)
  const field = useRef<HTMLTextAreaElement>(null)

  useEffect(() => {
    const element = field.current!
    element.focus()
    element.setSelectionRange(element.value.length, element.value.length)
  }, [])

  return (
    <div className={styles.editor}>
      <Textarea
        ref={field}
        classNames={{ input: styles.words }}
        autosize
        minRows={4}
        maxLength={MAX_LETTERS}
        label={`What ${name} says to this question from now on`}
        description="To this question and to others that ask the same, word for word, marked as approved by you."
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          services.review.keepDraft(turn.id, event.currentTarget.value)
        }}
        data-testid="correction-editor"
      />
      <div className={styles.buttons}>
        <Button variant="default" radius="xl" rightSection={<Kbd>Esc</Kbd>} onClick={() => services.review.setMode('read')}>
          Cancel
        </Button>
        <Button
          radius="xl"
          rightSection={<Kbd>{shortcutLabel('Enter')}</Kbd>}
          disabled={!text.trim() || busy}
          onClick={() => void services.review.decide({ type: 'correct', text })}
          data-command="save"
          data-testid="correction-save"
        >
          Save
        </Button>
      </div>
    </div>
  )
}
