import { Button } from '@mantine/core'
import { IconPhoto } from '@tabler/icons-react'
import { useRef } from 'react'
import { useServices } from '../services/services-context.tsx'

/** Chooses photographs of a persona, from which a face is made. */
export function ChoosePhotographs({ persona }: { persona: { id: string; name: string } }) {
  const { heads } = useServices()
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button variant="default" radius="xl" leftSection={<IconPhoto size={18} stroke={1.75} />} onClick={() => input.current?.click()} data-testid="photographs-choose">
        From photographs
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept="image/jpeg,image/png,image/webp"
        data-testid="photographs-input"
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])]
          currentTarget.value = ''
          void heads.takePhotographs(files, persona)
        }}
      />
    </>
  )
}
