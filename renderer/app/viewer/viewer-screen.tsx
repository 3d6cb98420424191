import { ActionIcon, Button, Loader, Select, Tooltip } from '@mantine/core'
import { IconArrowLeft, IconKeyboard } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { ChooseAvatar } from '../heads/choose-avatar.tsx'
import { HeadFacts } from '../heads/head-facts.tsx'
import { LiveHead, useHeadStage } from '../heads/live-head.tsx'
import { useServices } from '../services/services-context.tsx'
import { ScreenHeader } from '../ui/screen-header.tsx'
import { ShortcutsSheet } from '../ui/shortcuts-sheet.tsx'
import { useArrivalFocus } from '../ui/use-arrival-focus.ts'
import { Bench } from './bench.ts'
import { CoefficientPanel } from './coefficient-panel.tsx'
import { DrawingPanel } from './drawing-panel.tsx'
import { FrameCost } from './frame-cost.tsx'
import { PlayPanel } from './play-panel.tsx'
import { PosePanel } from './pose-panel.tsx'
import { useBenchKeys, VIEWER_SHORTCUTS } from './use-bench-keys.ts'
import styles from './viewer.module.css'
import { keyOf } from './viewer-service.ts'

/** A bench for makers: every movement of a head by hand, what drawing it costs, pictures and clips of it. */
export function ViewerScreen() {
  const services = useServices()
  const { viewer } = services
  const shown = useStore(viewer.store, (state) => state.shown)
  const stage = useHeadStage(shown?.url ?? '')
  const [bench, setBench] = useState<Bench | null>(null)
  const [helping, setHelping] = useState(false)
  const main = useArrivalFocus()

  useEffect(() => {
    if (!stage) return
    const made = new Bench(stage, services.store.getState().settings?.qualityTier ?? 'auto', services.notices, {
      choose: (extension) => viewer.chooseFile(extension),
      save: (path, bytes) => viewer.save(path, bytes),
    })
    setBench(made)
    return () => {
      setBench(null)
      made.dispose()
    }
  }, [stage, services, viewer])
  useBenchKeys(bench, { help: () => setHelping(true), back: () => viewer.back() })

  return (
    <main ref={main} className={styles.screen} tabIndex={-1} data-testid="viewer">
      <ScreenHeader title="Viewer for makers">
        <Tooltip label="Keyboard" openDelay={400}>
          <ActionIcon variant="subtle" color="gray" size={36} radius="xl" aria-label="Keyboard" onClick={() => setHelping(true)}>
            <IconKeyboard size={20} stroke={1.75} />
          </ActionIcon>
        </Tooltip>
        <Button variant="default" radius="xl" leftSection={<IconArrowLeft size={18} stroke={1.75} />} onClick={() => viewer.back()} data-testid="viewer-back">
          Back
        </Button>
      </ScreenHeader>
      <div className={styles.parts}>
        <div className={styles.stage}>
          {stage && <LiveHead stage={stage} label={`${shown?.name ?? 'A face'}, drawn`} />}
          {shown && <span className={styles.mark}>{shown.mark}</span>}
          {stage && <FrameCost stage={stage} />}
        </div>
        <div className={styles.panel} data-scrolls tabIndex={-1}>
          <HeadChoice />
          {bench && shown && (
            <>
              <DrawingPanel bench={bench} />
              <PlayPanel bench={bench} mark={shown.mark} />
              <PosePanel bench={bench} />
              <CoefficientPanel bench={bench} />
            </>
          )}
        </div>
      </div>
      <ShortcutsSheet opened={helping} onClose={() => setHelping(false)} rows={VIEWER_SHORTCUTS} />
    </main>
  )
}

function HeadChoice() {
  const { viewer } = useServices()
  const { heads, shown, reading } = useStore(viewer.store)
  const known = heads.map((head) => ({ value: keyOf(head), label: head.name }))
  const file = shown?.preview ? [{ value: shown.key, label: `«${shown.name}»` }] : []
  return (
    <section className={styles.block} aria-label="Head">
      <Select label="Head" allowDeselect={false} data={[...known, ...file]} value={shown?.key ?? null} onChange={(key) => key && viewer.choose(key)} data-testid="viewer-head" />
      <div className={styles.row}>
        <ChooseAvatar variant="default" label="Open a file" disabled={reading !== null} onFiles={(files) => void viewer.take(files)} />
        {shown?.preview && (
          <Button variant="default" radius="xl" onClick={() => viewer.offer()} data-testid="viewer-offer">
            Give it to a persona
          </Button>
        )}
        {reading !== null && <Loader size="sm" aria-label={`Reading «${reading}»`} />}
      </div>
      {shown?.preview && (
        <div className={styles.facts}>
          <HeadFacts report={shown.preview.report} />
        </div>
      )}
    </section>
  )
}
