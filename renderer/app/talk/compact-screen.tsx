import { IconArrowsDiagonal } from '@tabler/icons-react'
import { usePage, useServices } from '../services/services-context.tsx'
import { OpenMicrophoneNote } from './always-on.tsx'
import styles from './compact-screen.module.css'
import { StopButton } from './console.tsx'
import { HoldButton } from './hold-button.tsx'
import { PersonaBadge } from './persona-badge.tsx'
import { Caption } from '../ui/caption.tsx'
import { Stage } from '../ui/stage.tsx'
import { StateLine, TroubleLine } from './state-line.tsx'
import { StageAction } from './talk-screen.tsx'
import { useTalkKeys } from './use-talk-keys.ts'

/** The small window that stays above others: face, words and the button, nothing else. */
export function CompactScreen() {
  const services = useServices()
  const name = usePage(({ status }) => status?.persona.name)
  useTalkKeys()
  return (
    <main className={styles.screen}>
      <h1 className="visually-hidden">Talk with {name}</h1>
      <Stage
        top={
          <>
            <PersonaBadge />
            <StageAction label="Large window" onClick={() => services.setWindowMode('main')}>
              <IconArrowsDiagonal size={20} stroke={1.75} />
            </StageAction>
          </>
        }
        trouble={
          <>
            <OpenMicrophoneNote />
            <TroubleLine />
          </>
        }
      >
        <StateLine />
        <Caption />
      </Stage>
      <div className={styles.bar}>
        <HoldButton />
        <StopButton />
      </div>
    </main>
  )
}
