import { Button, Kbd, Textarea } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { Review } from '../../../electron/contract/review.ts'
import { useServices } from '../services/services-context.tsx'
import { shortcutLabel } from '../shell/use-shell-keys.ts'
import styles from './editors.module.css'
import { useReview } from './use-review.ts'

const MAX_LETTERS = 4_000

/** A remark for oneself or other reviewers; the persona never reads it. */
export function NoteEditor({ review: { note } }: { review: Review }) {
  const { review } = useServices()
  const writing = useReview((state) => state.mode === 'note')
  if (writing) return <Writing note={note} />
  if (!note) return null
  return (
    <button type="button" className={styles.note} onClick={() => review.setMode('note')} aria-label={`Note: ${note}. Change it`} data-testid="review-note">
      <span>Note</span>
      {note}
    </button>
  )
}

function Writing({ note }: { note: string }) {
  const { review } = useServices()
  const busy = useReview((state) => state.busy)
  const [text, setText] = useState(note)
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => field.current?.focus(), [])
  return (
    <div className={styles.editor}>
      <Textarea
        ref={field}
        autosize
        minRows={2}
        maxLength={MAX_LETTERS}
        label="Note"
        description="For you and other reviewers. It changes no answer."
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-testid="note-editor"
      />
      <div className={styles.buttons}>
        <Button variant="default" radius="xl" rightSection={<Kbd>Esc</Kbd>} onClick={() => review.setMode('read')}>
          Cancel
        </Button>
        <Button
          radius="xl"
          rightSection={<Kbd>{shortcutLabel('Enter')}</Kbd>}
          disabled={busy || text.trim() === note}
          onClick={() => void review.decide({ type: 'note', text: text.trim() })}
          data-command="save"
          data-testid="note-save"
        >
          Save the note
        </Button>
      </div>
    </div>
  )
}
