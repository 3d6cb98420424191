import { IconFileText } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { isAvatar } from '../heads/head-offers.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { FileDrop } from '../ui/file-drop.tsx'

/** The main part of a screen, on which a document may be dropped, or a face made elsewhere. */
export function DropTarget({ className, children }: { className: string | undefined; children: ReactNode }) {
  const { documents, heads } = useServices()
  const name = usePage(({ status }) => status?.persona.name.split(' ')[0] ?? '')
  const invitation = (
    <>
      <IconFileText size={40} stroke={1.5} />
      <p>Drop a document, and {name} goes through it</p>
      <small>or a face made elsewhere (.glb, .gltf, .vrm, .zip) to look at it</small>
    </>
  )
  return (
    <FileDrop as="main" className={className} onFiles={(files) => void (isAvatar(files) ? heads.take(files) : documents.give(files))} invitation={invitation}>
      {children}
    </FileDrop>
  )
}
