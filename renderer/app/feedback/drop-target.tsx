import { IconFileText } from '@tabler/icons-react'
import { useState, type DragEvent, type ReactNode } from 'react'
import { isAvatar } from '../heads/head-offers.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import styles from './drop-target.module.css'

/** The main part of a screen, on which a document may be dropped, or a face made elsewhere. */
export function DropTarget({ className, children }: { className: string | undefined; children: ReactNode }) {
  const { documents, heads } = useServices()
  const name = usePage(({ status }) => status?.persona.name.split(' ')[0] ?? '')
  const [over, setOver] = useState(false)
  const carriesFile = ({ dataTransfer }: DragEvent): boolean => dataTransfer.types.includes('Files')
  return (
    <main
      className={className}
      onDragOver={(event) => {
        if (!carriesFile(event)) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false)
      }}
      onDrop={(event) => {
        if (!carriesFile(event)) return
        event.preventDefault()
        setOver(false)
        const files = [...event.dataTransfer.files]
        void (isAvatar(files) ? heads.take(files) : documents.give(files))
      }}
    >
      {children}
      {over && (
        <div className={styles.invitation} aria-hidden>
          <IconFileText size={40} stroke={1.5} />
          <p>Drop a document, and {name} goes through it</p>
          <small>or a face made elsewhere (.glb, .gltf, .vrm, .zip) to look at it</small>
        </div>
      )}
    </main>
  )
}
