import { Button } from '@mantine/core'
import type { EchoState } from '../../audio/echo-monitor.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import { Row } from './section.tsx'
import styles from './settings.module.css'

const WORDS: Record<EchoState, string> = {
  unknown: 'Not known yet: ask something, or check it with a sound.',
  unheard: 'Echo cancelled: the microphone does not hear the persona. Interrupt it by voice at any time.',
  separated: 'Loudspeakers are heard, and told from your voice: interrupting by voice works.',
  loud: 'Loudspeakers are heard louder than a voice: interrupting by voice needs headphones, or a lower volume. Esc stops an answer all the same.',
}

/** Whether the persona is heard by its own microphone, and what that means. */
export function EchoField() {
  const services = useServices()
  const echo = usePage((state) => state.echo)
  const checking = usePage((state) => state.echoChecking)
  const ready = usePage(({ microphone, conversation }) => microphone.kind === 'open' && conversation.phase === 'idle')
  return (
    <Row label="Echo of the loudspeakers" hint="What the microphone hears of the persona is watched during every answer.">
      {(labelId) => (
        <>
          <p className={styles.echo} role="status" aria-labelledby={labelId} data-testid="echo" data-echo={echo}>
            {checking && echo === 'unknown' ? 'Listening: please say nothing for a moment.' : WORDS[echo]}
          </p>
          <Button variant="default" radius="md" disabled={!ready} loading={checking} onClick={() => services.echo.play()} data-testid="echo-check">
            Check with a sound
          </Button>
        </>
      )}
    </Row>
  )
}
