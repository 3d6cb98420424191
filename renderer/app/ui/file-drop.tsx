import { useState, type DragEvent, type ReactNode } from 'react'
import styles from './file-drop.module.css'

interface FileDropProps {
  as: 'main' | 'div'
  className?: string | undefined
  /** What lies in it covers the window: files leave it only with the window. */
  whole?: boolean
  onFiles: (files: File[]) => void
  /** Stands over everything while files are held over it. */
  invitation: ReactNode
  children: ReactNode
}

/** A part of the window onto which files may be dropped. */
export function FileDrop({ as: Part, className, whole = false, onFiles, invitation, children }: FileDropProps) {
  const [over, setOver] = useState(false)
  const carriesFile = ({ dataTransfer }: DragEvent): boolean => dataTransfer.types.includes('Files')
  return (
    <Part
      className={className}
      onDragOver={(event) => {
        if (!carriesFile(event)) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={({ currentTarget, relatedTarget }) => {
        if (relatedTarget === null || (!whole && !currentTarget.contains(relatedTarget as Node))) setOver(false)
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
          {invitation}
        </div>
      )}
    </Part>
  )
}
