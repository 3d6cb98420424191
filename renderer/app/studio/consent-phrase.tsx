import { Button } from '@mantine/core'
import { useCallback, type KeyboardEvent } from 'react'
import type { InputLevel } from '../../../electron/contract/audio.ts'
import type { ConsentCheck, PersonaDetail } from '../../../electron/contract/persona.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { timeLeftMs, type Ceremony } from '../state/studio-ceremony.ts'
import { countdown } from '../state/studio-words.ts'
import { LevelMeter } from '../ui/level-meter.tsx'
import styles from './ceremony.module.css'
import { NotCompared } from './consent-tab.tsx'
import { FocusedHeading } from './focused-heading.tsx'
import { RecordButton } from './record-button.tsx'
import { useNow } from './use-studio.ts'

const MICROPHONE_TROUBLE = {
  no_device: 'No microphone is connected. Connect one, then record.',
  device_lost: 'The microphone was unplugged. Connect it again, then record.',
  permission_denied: 'The microphone is blocked. Allow it in your system’s privacy settings, then record.',
  failed: 'The microphone does not open; another app may be using it. Close that app, then record.',
} as const

/** The words to read, the time that is left for it, and the recording of them. */
export function ConsentPhrase({ detail: { id }, ceremony }: { detail: PersonaDetail; ceremony: Ceremony }) {
  const services = useServices()
  const { studio } = services
  const microphone = usePage((state) => state.microphone)
  const levels = useCallback((listener: (level: InputLevel) => void) => services.onLevel(listener), [services])
  const leftMs = timeLeftMs(ceremony, useNow(500))
  const { step, request, phrase, check, problem } = ceremony
  const late = leftMs === 0 && step !== 'recording' && step !== 'checking'
  const cancelByKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || step !== 'recording') return
    event.preventDefault()
    void studio.consent.stopRecording(id)
  }

  return (
    <div className={styles.ceremony} onKeyDown={cancelByKey}>
      <div className={styles.intro}>
        <FocusedHeading>{request.person.trim()} reads this aloud</FocusedHeading>
        {!check && <p>At an ordinary pace, close to the microphone, every word once.</p>}
      </div>
      <div className={styles.card} data-late={late}>
        <p className={styles.left} role="timer">
          {late ? 'Time is up' : `${countdown(leftMs)} left`}
        </p>
        <blockquote className={styles.phrase} data-testid="consent-phrase">
          {check && !check.accepted && check.words.length > 0 ? <Marked words={check.words} /> : phrase}
        </blockquote>
      </div>
      {check && !check.accepted && (
        <div className={styles.misheard} role="alert" data-testid="consent-result" data-accepted="false">
          <p>{check.reason}</p>
          <p>{check.transcript ? <>Heard: <q>{check.transcript}</q></> : 'No words were heard.'}</p>
        </div>
      )}
      {(problem ?? (microphone.kind === 'failed' && MICROPHONE_TROUBLE[microphone.reason])) && (
        <p className={styles.failure} role="alert" data-testid="consent-problem">
          {problem ?? (microphone.kind === 'failed' && MICROPHONE_TROUBLE[microphone.reason])}
        </p>
      )}
      {late ? (
        <div className={styles.buttons}>
          <Button size="md" radius="xl" onClick={() => void studio.consent.challenge(id)} data-testid="consent-new-phrase">
            Show new words
          </Button>
        </div>
      ) : (
        <div className={styles.recorder}>
          <RecordButton
            state={step === 'recording' ? 'recording' : step === 'checking' ? 'checking' : 'ready'}
            again={check !== null}
            onStart={() => studio.consent.record(id)}
            onFinish={() => void studio.consent.finish(id)}
          />
          <LevelMeter subscribe={levels} />
        </div>
      )}
      <div className={styles.buttons}>
        <Button className={styles.quiet} variant="subtle" color="gray" radius="xl" disabled={step === 'recording' || step === 'checking'} onClick={() => studio.consent.back(id)}>
          Change what is agreed to
        </Button>
        <Button className={styles.quiet} variant="subtle" color="gray" radius="xl" disabled={step === 'checking'} onClick={() => void studio.consent.close(id)} data-testid="consent-close">
          Stop asking
        </Button>
      </div>
      <NotCompared />
    </div>
  )
}

/** The words that were not heard stand out; they are read aloud as such, too. */
function Marked({ words }: { words: ConsentCheck['words'] }) {
  return words.map(({ word, heard }, k) => (
    <span key={k}>
      {k > 0 && ' '}
      {heard ? word : <mark className={styles.missed}>{word}<span className="visually-hidden"> (not heard)</span></mark>}
    </span>
  ))
}
