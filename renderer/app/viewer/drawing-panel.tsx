import { Button, Select, Switch } from '@mantine/core'
import { IconCamera } from '@tabler/icons-react'
import { useStore } from 'zustand'
import type { Settings } from '../../../electron/contract/settings.ts'
import { useServices } from '../services/services-context.tsx'
import type { Bench } from './bench.ts'
import styles from './viewer.module.css'

const TIERS: { value: Settings['qualityTier']; label: string }[] = [
  { value: 'auto', label: 'Automatic, measured' },
  { value: 'ultra', label: 'Ultra' },
  { value: 'high', label: 'High' },
  { value: 'medium', label: 'Medium' },
  { value: 'low', label: 'Low' },
]

/** How the head is drawn. */
export function DrawingPanel({ bench }: { bench: Bench }) {
  const { viewer } = useServices()
  const { tier, wires } = useStore(bench.store)
  const turning = useStore(bench.pose.store, (pose) => pose.turning)
  const live = useStore(bench.stage.store, ({ head }) => head === 'live')
  const shown = useStore(viewer.store, (state) => state.shown)
  const splats = typeof shown?.preview?.report.splats === 'number'
  return (
    <section className={styles.block} aria-label="Drawing">
      <Select label="Tier" allowDeselect={false} data={TIERS} value={tier} onChange={(value) => value && bench.setTier(value as Settings['qualityTier'])} data-testid="viewer-tier" />
      <div className={styles.switches}>
        <Switch label="Wireframe" description={splats ? 'Splats have no edges.' : undefined} disabled={splats} checked={wires} onChange={(event) => bench.setWires(event.currentTarget.checked)} data-testid="viewer-wires" />
        <Switch label="Turntable" checked={turning} onChange={(event) => bench.pose.setTurning(event.currentTarget.checked)} data-testid="viewer-turntable" />
      </div>
      <div className={styles.row}>
        <Button
          variant="default"
          radius="xl"
          disabled={!live}
          leftSection={<IconCamera size={18} stroke={1.75} />}
          onClick={() => shown && void bench.photograph(shown.mark)}
          data-testid="viewer-photograph"
        >
          Save a picture
        </Button>
      </div>
    </section>
  )
}
