import { Button } from '@mantine/core'
import { IconHeartbeat, IconRestore } from '@tabler/icons-react'
import { useStore } from 'zustand'
import { PRESETS } from '../../head/presets.ts'
import type { Bench } from './bench.ts'
import { MOST_DEG } from './pose.ts'
import { Slider } from './slider.tsx'
import styles from './viewer.module.css'

const TURNS = ['Nod', 'Turn', 'Tilt'] as const
const GAZE = ['Look aside', 'Look up'] as const

/** Whole expressions, and where head and eyes point. */
export function PosePanel({ bench: { pose } }: { bench: Bench }) {
  const { mode, rotationDeg, gaze } = useStore(pose.store)
  return (
    <section className={styles.block} aria-label="Pose">
      <div className={styles.blockHead}>
        <h2>Pose</h2>
        <div className={styles.row}>
          <Button size="compact-sm" variant={mode === 'alive' ? 'light' : 'default'} radius="xl" aria-pressed={mode === 'alive'} leftSection={<IconHeartbeat size={16} />} onClick={() => pose.live()} data-testid="viewer-alive">
            Alive
          </Button>
          <Button size="compact-sm" variant="default" radius="xl" leftSection={<IconRestore size={16} />} onClick={() => pose.reset()} data-testid="viewer-reset">
            Reset
          </Button>
        </div>
      </div>
      <p className={styles.hint}>{mode === 'alive' ? 'It blinks, looks and breathes by itself. A slider holds it still.' : 'It holds still, as the sliders have it.'}</p>
      <div className={styles.presets} role="group" aria-label="Expressions">
        {Object.entries(PRESETS).map(([name, preset]) => (
          <Button key={name} size="compact-sm" variant="default" radius="xl" onClick={() => pose.apply(preset)} data-testid="viewer-preset" data-preset={name}>
            {name}
          </Button>
        ))}
      </div>
      {TURNS.map((label, axis) => (
        <Slider key={label} label={label} value={rotationDeg[axis]!} least={-MOST_DEG[axis]!} most={MOST_DEG[axis]!} step={1} text={`${rotationDeg[axis]!}°`} onChange={(value) => pose.turn(axis as 0 | 1 | 2, value)} />
      ))}
      {GAZE.map((label, axis) => (
        <Slider key={label} label={label} value={gaze[axis]!} least={-1} most={1} step={0.02} text={gaze[axis]!.toFixed(2)} onChange={(value) => pose.look(axis as 0 | 1, value)} />
      ))}
    </section>
  )
}
