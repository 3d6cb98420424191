import { IconFaceId } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { FileDrop } from '../ui/file-drop.tsx'

interface AvatarDropProps {
  className?: string | undefined
  whole?: boolean
  onFiles: (files: File[]) => void
  children: ReactNode
}

/** A screen onto which the file of a face may be dropped. */
export function AvatarDrop({ className, whole, onFiles, children }: AvatarDropProps) {
  const invitation = (
    <>
      <IconFaceId size={40} stroke={1.5} />
      <p>Drop a face made elsewhere to look at it</p>
      <small>.glb, .gltf with its files, .vrm, or the .zip of a LAM avatar</small>
    </>
  )
  return (
    <FileDrop as="div" className={className} whole={whole ?? false} onFiles={onFiles} invitation={invitation}>
      {children}
    </FileDrop>
  )
}
