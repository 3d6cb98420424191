import { IconFaceId } from '@tabler/icons-react'
import { useState, type DragEvent, type ReactNode } from 'react'
import styles from './heads.module.css'

interface AvatarDropProps {
  className?: string | undefined
  onFiles: (files: File[]) => void
  children: ReactNode
}

/** A screen onto which the file of a face may be dropped. */
export function AvatarDrop({ className, onFiles, children }: AvatarDropProps) {
  const [over, setOver] = useState(false)
  const carriesFile = ({ dataTransfer }: DragEvent): boolean => dataTransfer.types.includes('Files')
  return (
    <div
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
        onFiles([...event.dataTransfer.files])
      }}
    >
      {children}
      {over && (
        <div className={styles.invitation} aria-hidden>
          <IconFaceId size={40} stroke={1.5} />
          <p>Drop a face made elsewhere to look at it</p>
          <small>.glb, .gltf with its files, .vrm, or the .zip of a LAM avatar</small>
        </div>
      )}
    </div>
  )
}
