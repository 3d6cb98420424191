import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { COEFFICIENT_INDEX } from '../../../electron/contract/coefficients.ts'
import { useServices } from '../services/services-context.tsx'
import { HeadStage } from './head-stage.ts'
import styles from './heads.module.css'

const PULSE_MS = 100

/** A stage that lasts as long as the component, with the head of `url` on it. */
export function useHeadStage(url: string): HeadStage | null {
  const { api, store, notices } = useServices()
  const [stage, setStage] = useState<HeadStage | null>(null)
  useEffect(() => {
    const made = new HeadStage(api, store, notices)
    setStage(made)
    return () => {
      setStage(null)
      made.dispose()
    }
  }, [api, store, notices])
  useEffect(() => {
    if (stage && url) void stage.load(url)
  }, [stage, url])
  return stage
}

/** The head of a stage. Its element tells what is drawn, for tests and for people who look after the app. */
export function LiveHead({ stage, label }: { stage: HeadStage; label: string }) {
  const frame = useRef<HTMLDivElement>(null)
  const { head, problem } = useStore(stage.store)
  useEffect(() => {
    const parent = frame.current!
    parent.append(stage.element)
    return () => stage.element.remove()
  }, [stage])
  useEffect(() => {
    const timer = setInterval(() => {
      const shown = stage.view?.currentCoefficients()
      frame.current!.dataset.jawOpen = (shown?.[COEFFICIENT_INDEX.jawOpen] ?? 0).toFixed(3)
      frame.current!.dataset.blink = (shown?.[COEFFICIENT_INDEX.eyeBlinkLeft] ?? 0).toFixed(3)
    }, PULSE_MS)
    return () => clearInterval(timer)
  }, [stage])
  return (
    <div className={styles.live} role="img" aria-label={label}>
      <div ref={frame} className={styles.canvas} data-testid="head-stage" data-head={head} />
      {head === 'loading' && <p className={styles.stageNote}>Drawing it …</p>}
      {head === 'failed' && (
        <p className={styles.stageNote} role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}
