import { ActionIcon, Tooltip } from '@mantine/core'
import { IconPaperclip } from '@tabler/icons-react'
import { useRef } from 'react'
import { READABLE } from '../services/documents.ts'
import { useServices } from '../services/services-context.tsx'

/** Gives the persona a document to go through. */
export function DocumentButton() {
  const { documents } = useServices()
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Tooltip label="Ask for its view on a document" openDelay={400}>
        <ActionIcon variant="subtle" color="gray" size={34} radius="xl" aria-label="Ask for its view on a document" onClick={() => input.current?.click()} data-testid="give-document">
          <IconPaperclip size={19} stroke={1.8} />
        </ActionIcon>
      </Tooltip>
      <input
        ref={input}
        type="file"
        accept={READABLE}
        hidden
        data-testid="document-input"
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])]
          // The same file may be given again after it was changed.
          currentTarget.value = ''
          void documents.give(files)
        }}
      />
    </>
  )
}
