import { Switch } from '@mantine/core'
import { usePage, useServices } from '../services/services-context.tsx'
import { firstName } from '../state/meeting-words.ts'
import { PersonaBadge } from '../talk/persona-badge.tsx'
import { StateLine } from '../talk/state-line.tsx'
import { Caption } from '../ui/caption.tsx'
import { Stage } from '../ui/stage.tsx'
import { StopButton } from '../talk/console.tsx'
import styles from './sidekick.module.css'

/** The persona at the table: its face, how to speak to it, and who may. */
export function Sidekick() {
  const { meetings } = useServices()
  const name = firstName(usePage(({ status }) => status?.persona.name) ?? '')
  const consent = usePage(({ status }) => status?.persona.consent)
  const farSideAllowed = usePage(({ meeting }) => meeting?.farSideAllowed === true)
  const far = usePage(({ meeting }) => meeting !== null && meeting.sources.system !== null)
  const maySpeak = consent === 'synthetic' || consent === 'verified'
  return (
    <div className={styles.sidekick}>
      <div className={styles.stage}>
        <Stage top={<PersonaBadge />}>
          <StateLine />
          <Caption />
          <div className={styles.stop}>
            <StopButton />
          </div>
        </Stage>
      </div>
      {maySpeak ? (
        <p className={styles.address}>
          Say <q>Hey {name}, …</q> and your question: {name} answers aloud.
        </p>
      ) : (
        <p className={styles.silent}>{name} may not speak: consent is missing. The meeting is written down all the same.</p>
      )}
      {far && maySpeak && (
        <Switch
          checked={farSideAllowed}
          onChange={({ currentTarget }) => void meetings.allowFarSide(currentTarget.checked)}
          label={`The others may wake ${name}`}
          description={farSideAllowed ? `“Hey ${name}” works from both sides.` : 'Only you can. What they ask is noted, not answered.'}
          classNames={{ label: styles.switchLabel, description: styles.switchDescription }}
          data-testid="meeting-far-side"
        />
      )}
    </div>
  )
}
