import { Button, type ButtonProps } from '@mantine/core'
import { IconFaceId } from '@tabler/icons-react'
import { useRef } from 'react'
import { useServices } from '../services/services-context.tsx'
import { AVATAR_FILES } from './head-offers.ts'

interface ChooseAvatarProps extends Pick<ButtonProps, 'variant' | 'disabled'> {
  label: string
  /** For whom; null: whoever is chosen then. */
  personaId?: string | null
  /** What becomes of the files; left out: they are looked at, to be taken over. */
  onFiles?: (files: File[]) => void
}

/** Chooses the file of a face made elsewhere, with what lies beside it. */
export function ChooseAvatar({ label, personaId = null, onFiles, ...button }: ChooseAvatarProps) {
  const { heads } = useServices()
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button radius="xl" leftSection={<IconFaceId size={18} stroke={1.75} />} onClick={() => input.current?.click()} {...button} data-testid="head-choose">
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={AVATAR_FILES}
        data-testid="head-input"
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])]
          // The same file may be chosen again after it was changed.
          currentTarget.value = ''
          if (onFiles) onFiles(files)
          else void heads.take(files, personaId)
        }}
      />
    </>
  )
}
