import { useEffect, useRef, type ReactNode } from 'react'
import { usePage, useServices } from '../services/services-context.tsx'
import { shownPhase } from '../state/page-store.ts'
import { FaceStage } from './face-stage.tsx'
import styles from './stage.module.css'

/** The picture with what stands on it. Its edge shows who has the word: the person, or the persona. */
export function Stage({ top, trouble, children }: { top: ReactNode; trouble?: ReactNode; children: ReactNode }) {
  const services = useServices()
  const frame = useRef<HTMLDivElement>(null)
  const phase = usePage(shownPhase)

  useEffect(
    () => services.onLevel(({ rmsDb }) => frame.current?.style.setProperty('--level', Math.max(0, Math.min(1, (rmsDb + 55) / 45)).toFixed(3))),
    [services],
  )

  return (
    <div ref={frame} className={styles.stage} data-phase={phase} data-testid="stage">
      <FaceStage />
      <div className={styles.scrim} aria-hidden />
      <div className={styles.edge} aria-hidden />
      <div className={styles.top}>{top}</div>
      {trouble && <div className={styles.trouble}>{trouble}</div>}
      <div className={styles.caption}>{children}</div>
    </div>
  )
}
