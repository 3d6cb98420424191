import { useEffect, useRef, useState } from 'react'
import { usePage, useServices } from '../services/services-context.tsx'
import styles from './face-stage.module.css'

const PULSE_MS = 100

/**
 * The face. Its element tells what is really produced, for tests and for people who look after the app: `data-audio-rms`
 * (0…1), `data-position-ms` and `data-jaw-open` while an answer plays, `data-face` for whether the head is drawn.
 */
export function FaceStage() {
  const { face, player } = useServices()
  const container = useRef<HTMLDivElement>(null)
  const headUrl = usePage(({ status }) => status?.persona.headUrl ?? '')
  const name = usePage(({ status }) => status?.persona.name ?? '')
  const state = usePage((page) => page.face)
  const [still, setStill] = useStill(state === 'live' ? '' : headUrl)

  useEffect(() => face.mount(container.current!), [face])
  useEffect(() => {
    const element = container.current!
    const timer = setInterval(() => {
      const positionMs = player.positionMs()
      element.dataset.audioRms = player.rms().toFixed(4)
      element.dataset.positionMs = positionMs === null ? '' : positionMs.toFixed(0)
      element.dataset.jawOpen = face.jawOpen().toFixed(3)
    }, PULSE_MS)
    return () => clearInterval(timer)
  }, [face, player])

  return (
    <div className={styles.face} role="img" aria-label={`Face of ${name}, an AI persona`}>
      {still && <img className={styles.still} data-hidden={state === 'live'} src={still} alt="" onError={() => setStill(null)} />}
      {still === null && state !== 'live' && <Monogram name={name} />}
      <div ref={container} className={styles.canvas} data-testid="face" data-face={state} />
      {state === 'failed' && <p className={styles.note}>The moving face cannot be drawn on this machine. Voice and sources work.</p>}
    </div>
  )
}

/** Picture of the head that stands in until it is drawn: undefined while unknown, null when the head has none. */
function useStill(headUrl: string): [still: string | null | undefined, set: (still: null) => void] {
  const [still, setStill] = useState<string | null>()
  useEffect(() => {
    if (!headUrl) return
    const abort = new AbortController()
    fetch(`${headUrl}head.json`, { signal: abort.signal })
      .then((response) => response.json() as Promise<{ portrait?: { still?: string } }>)
      .then(({ portrait }) => setStill(portrait?.still ? headUrl + portrait.still : null))
      .catch(() => {
        if (!abort.signal.aborted) setStill(null)
      })
    return () => abort.abort()
  }, [headUrl])
  return [still, setStill]
}

function Monogram({ name }: { name: string }) {
  const initials = name
    .split(/\s+/)
    .map((word) => word[0] ?? '')
    .slice(0, 2)
    .join('')
  return (
    <span className={styles.monogram} aria-hidden>
      {initials}
    </span>
  )
}
