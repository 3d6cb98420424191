import { useEffect, useRef, useState } from 'react'
import { COEFFICIENT_INDEX } from '../../../electron/contract/coefficients.ts'
import { HeadView } from '../../head/index.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import styles from './face-stage.module.css'

const PULSE_MS = 100

/**
 * The face. Its element tells what is really produced, for tests and for people who look after the app: `data-audio-rms`
 * (0…1), `data-position-ms` and `data-jaw-open` while an answer plays, `data-face` for whether the head is drawn.
 */
export function FaceStage() {
  const services = useServices()
  const container = useRef<HTMLDivElement>(null)
  const [head, setHead] = useState<HeadView | null>(null)
  const [face, setFace] = useState<'loading' | 'live' | 'still'>('loading')
  const [stillMissing, setStillMissing] = useState(false)
  const headUrl = usePage(({ status }) => status?.persona.headUrl ?? '')
  const name = usePage(({ status }) => status?.persona.name ?? '')
  const tier = usePage(({ settings }) => settings?.qualityTier ?? 'auto')
  const phase = usePage(({ conversation, replay }) => (replay ? 'speaking' : conversation.phase))

  useEffect(() => {
    if (!headUrl) return
    const abort = new AbortController()
    let view: HeadView | null = null
    const baseUrl = new URL(headUrl, location.href).href
    HeadView.create({ container: container.current!, baseUrl, signal: abort.signal }).then(
      (created) => {
        view = created
        services.player.attachFace(created)
        setHead(created)
        setFace('live')
      },
      () => {
        if (!abort.signal.aborted) setFace('still')
      },
    )
    return () => {
      abort.abort()
      services.player.attachFace(null)
      view?.dispose()
      setHead(null)
      setFace('loading')
    }
  }, [services, headUrl])

  useEffect(() => head?.setTier(tier), [head, tier])
  useEffect(() => head?.setState(phase), [head, phase])
  useEffect(() => {
    const element = container.current!
    const timer = setInterval(() => {
      const positionMs = services.player.positionMs()
      element.dataset.audioRms = services.player.rms().toFixed(4)
      element.dataset.positionMs = positionMs === null ? '' : positionMs.toFixed(0)
      element.dataset.jawOpen = (head?.currentCoefficients()[COEFFICIENT_INDEX.jawOpen] ?? 0).toFixed(3)
    }, PULSE_MS)
    return () => clearInterval(timer)
  }, [services, head])

  return (
    <div className={styles.face} role="img" aria-label={`Face of ${name}, an AI persona`}>
      {headUrl && !stillMissing && (
        <img className={styles.still} data-hidden={face === 'live'} src={`${headUrl}still.webp`} alt="" onError={() => setStillMissing(true)} />
      )}
      {stillMissing && face !== 'live' && <Monogram name={name} />}
      <div ref={container} className={styles.canvas} data-testid="face" data-face={face} data-phase={phase} />
      {face === 'still' && <p className={styles.note}>The moving face cannot be drawn on this machine. Voice and sources work.</p>}
    </div>
  )
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
