import { Button } from '@mantine/core'
import { useMemo, useState } from 'react'
import { pageLevels } from '../../audio/page-level.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { holdKeyLabel } from '../settings/key-names.ts'
import { FaceStage } from '../ui/face-stage.tsx'
import { LevelMeter } from '../ui/level-meter.tsx'
import { MICROPHONE_TROUBLE } from '../talk/state-line.tsx'
import styles from './first-run-screen.module.css'

/** The one screen before the first talk: who one talks to, what the microphone is for, how to talk. */
export function FirstRunScreen() {
  const services = useServices()
  const persona = usePage(({ status }) => status?.persona)
  const microphone = usePage((state) => state.microphone)
  const [leaving, setLeaving] = useState(false)
  if (!persona) return null

  const finish = async (): Promise<void> => {
    setLeaving(true)
    await services.updateSettings({ firstRunDone: true })
    setLeaving(false)
  }
  const ready = microphone.kind === 'open'

  return (
    <main className={styles.screen}>
      <div className={styles.picture}>
        <FaceStage />
      </div>
      <div className={styles.page}>
        <h1>{persona.name} is an AI persona.</h1>
        <p className={styles.disclosure}>{persona.disclosure}</p>

        <section className={styles.block}>
          <h2>How to talk</h2>
          <Ways />
        </section>

        <section className={styles.block} aria-labelledby="microphone-heading">
          <h2 id="microphone-heading">Your microphone</h2>
          <MicrophoneStep />
        </section>

        <div className={styles.buttons}>
          {ready ? (
            <Button size="md" radius="xl" loading={leaving} onClick={() => void finish()} data-testid="first-run-continue">
              Start talking
            </Button>
          ) : (
            <>
              <Button
                size="md"
                radius="xl"
                loading={microphone.kind === 'opening'}
                onClick={() => void services.microphone.open('default')}
                data-testid="allow-microphone"
              >
                {microphone.kind === 'failed' ? 'Try the microphone again' : 'Allow the microphone'}
              </Button>
              <Button size="md" radius="xl" variant="subtle" loading={leaving} onClick={() => void finish()} data-testid="first-run-continue">
                Continue without it
              </Button>
            </>
          )}
        </div>
      </div>
    </main>
  )
}

function Ways() {
  const hotkey = usePage(({ status }) => status?.hotkey)
  return (
    <ul className={styles.ways}>
      {hotkey && hotkey.mode !== 'unavailable' && (
        <li>
          <kbd>{holdKeyLabel(hotkey.key)}</kbd>
          {hotkey.mode === 'hold' ? 'Hold it in any app, ask, let go.' : 'Press it in any app, ask, press again.'}
        </li>
      )}
      <li>
        <kbd>Space</kbd>Hold it in this window, or hold the round button.
      </li>
      <li>
        <kbd>Esc</kbd>Stops an answer at once.
      </li>
    </ul>
  )
}

function MicrophoneStep() {
  const services = useServices()
  const microphone = usePage((state) => state.microphone)
  const levels = useMemo(() => pageLevels(services.microphone), [services])
  if (microphone.kind === 'failed') {
    return (
      <p className={styles.trouble} role="alert" data-testid="microphone-trouble">
        {MICROPHONE_TROUBLE[microphone.reason]}
      </p>
    )
  }
  if (microphone.kind === 'open') {
    return (
      <div className={styles.hearing} role="status">
        <LevelMeter subscribe={levels} />
        <p>Say something: the bars should move. {microphone.label && <span>{microphone.label}</span>}</p>
      </div>
    )
  }
  return (
    <p>
      Your voice is turned into text on this computer and is not sent anywhere. Nothing is recorded until you hold the key; what you ask
      is kept in your own history, where you can delete it.
    </p>
  )
}
