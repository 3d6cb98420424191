import { Button, Kbd } from '@mantine/core'
import { IconPlayerStopFilled } from '@tabler/icons-react'
import { useCallback } from 'react'
import type { InputLevel } from '../../../electron/contract/audio.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { LevelMeter } from '../ui/level-meter.tsx'
import { AlwaysOnSwitch } from './always-on.tsx'
import { AskBox } from './ask-box.tsx'
import styles from './console.module.css'
import { HoldButton } from './hold-button.tsx'
import { ModePicker } from './mode-picker.tsx'

/** Everything by which one talks: button, level, stop, text. */
export function Console() {
  const services = useServices()
  const subscribe = useCallback((listener: (level: InputLevel) => void) => services.onLevel(listener), [services])
  return (
    <div className={styles.console} role="group" aria-label="Talk">
      <HoldButton />
      <AlwaysOnSwitch />
      <StopButton />
      <div className={styles.meter}>
        <LevelMeter subscribe={subscribe} />
      </div>
      <div className={styles.ask}>
        <ModePicker />
        <AskBox />
      </div>
    </div>
  )
}

export function StopButton() {
  const services = useServices()
  const busy = usePage(({ conversation, replay }) => ['thinking', 'speaking'].includes(conversation.phase) || replay !== null)
  if (!busy) return null
  return (
    <Button
      className={styles.stop}
      variant="default"
      radius="xl"
      size="md"
      leftSection={<IconPlayerStopFilled size={16} />}
      rightSection={<Kbd>Esc</Kbd>}
      onClick={() => services.stop()}
      data-testid="stop"
    >
      Stop
    </Button>
  )
}
