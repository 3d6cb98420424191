import { usePage, useServices } from '../services/services-context.tsx'
import { request } from '../services/request.ts'
import { shownPhase } from '../state/page-store.ts'
import { PART_NAMES } from '../state/provider-words.ts'
import styles from './state-line.module.css'

const PHASES = { idle: '', listening: 'Listening', thinking: 'Thinking', speaking: 'Speaking' } as const
const REPLAYED = { question: 'Recorded question', answer: 'Recorded answer' } as const

/** In one word what happens now, seen and read aloud. */
export function StateLine() {
  const phase = usePage(({ conversation }) => conversation.phase)
  const replayed = usePage(({ replay }) => replay?.part)
  const shown = usePage(shownPhase)
  return (
    <p className={styles.state} data-phase={shown} role="status" data-testid="state">
      <span className={styles.dot} aria-hidden />
      {replayed ? REPLAYED[replayed] : PHASES[phase]}
    </p>
  )
}

/** What keeps the persona from answering, and what to do about it. */
export function TroubleLine() {
  const services = useServices()
  const inference = usePage(({ status }) => status?.inference)
  const store = usePage(({ status }) => status?.store)
  const consent = usePage(({ status }) => status?.persona.consent)
  const microphone = usePage((state) => state.microphone)
  const providers = usePage(({ conversation: { turns, activeId } }) => turns.find(({ id }) => id === activeId)?.trace?.providers)

  const openLogs = (
    <button type="button" onClick={() => void services.notices.guard(request(services.api, 'app.openLogs'))}>
      Open the log
    </button>
  )
  const lines = [
    inference === 'starting' && <>Getting voice and language ready. This takes a few seconds.</>,
    inference === 'restarting' && <>The speech engine stopped and is starting again. Ask once more in a moment.</>,
    (inference === 'failed' || inference === 'stopped') && <>The speech engine does not start. Quit and open Understudy again. {openLogs}</>,
    store === 'corrupt' && <>The history could not be read, so nothing is being saved. {openLogs}</>,
    store === 'read_only' && <>The disk is full or write-protected, so this conversation is not being saved.</>,
    consent && ['unverified', 'expired', 'revoked'].includes(consent) && <>This persona may not speak: its consent is {consent}.</>,
    microphone.kind === 'failed' && <>{MICROPHONE_TROUBLE[microphone.reason]}</>,
    ...(providers ?? []).map((provider) => provider.fallback && <>The built-in {PART_NAMES[provider.part]} has taken over.</>),
  ].filter(Boolean)

  return (
    <div className={styles.troubles} role="status" data-testid="trouble">
      {lines.map((line, k) => (
        <p key={k}>{line}</p>
      ))}
    </div>
  )
}

export const MICROPHONE_TROUBLE = {
  no_device: 'No microphone is connected. Connect one, or type your question.',
  device_lost: 'The microphone was unplugged. Connect it again, or type your question.',
  permission_denied: 'The microphone is blocked. Allow it in your system’s privacy settings, or type your question.',
  failed: 'The microphone does not open; another app may be using it. Close that app, or type your question.',
} as const
