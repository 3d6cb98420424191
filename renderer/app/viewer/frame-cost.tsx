import { useEffect, useState } from 'react'
import type { HeadStats } from '../../head/index.ts'
import type { HeadStage } from '../heads/head-stage.ts'
import styles from './viewer.module.css'

const EVERY_MS = 250

/** What drawing costs now. */
export function FrameCost({ stage }: { stage: HeadStage }) {
  const [stats, setStats] = useState<HeadStats | null>(null)
  useEffect(() => {
    const timer = setInterval(() => setStats(stage.view?.stats() ?? null), EVERY_MS)
    return () => clearInterval(timer)
  }, [stage])
  if (!stats || stats.frames === 0) return null
  const { tier, triangles, drawCalls, msPerFrame, fps, width, height, renderer, thread } = stats
  return (
    <dl className={styles.cost} data-testid="frame-cost" data-tier={tier} data-draw-calls={drawCalls} title={`${renderer}, in ${thread === 'worker' ? 'a worker' : 'the page'}`}>
      <div>
        <dt>Tier</dt>
        <dd>{tier}</dd>
      </div>
      <div>
        <dt>Frames a second</dt>
        <dd>{fps.toFixed(0)}</dd>
      </div>
      <div>
        <dt>A frame, middle and 95 %</dt>
        <dd>{msPerFrame.p50 > 0 ? `${msPerFrame.p50.toFixed(1)} · ${msPerFrame.p95.toFixed(1)} ms` : '…'}</dd>
      </div>
      <div>
        <dt>Triangles</dt>
        <dd>{triangles.toLocaleString('en')}</dd>
      </div>
      <div>
        <dt>Draw calls</dt>
        <dd>{drawCalls}</dd>
      </div>
      <div>
        <dt>Drawn at</dt>
        <dd>
          {width} × {height}
        </dd>
      </div>
    </dl>
  )
}
