import { useEffect, useState } from 'react'
import { usePage, useServices } from '../services/services-context.tsx'
import { holdKeyLabel, holdKeyOf } from './key-names.ts'
import { Row } from './section.tsx'
import styles from './settings.module.css'

/** Takes the next key pressed. Escape leaves it as it was. */
export function HoldKeyField({ holdKey }: { holdKey: string }) {
  const services = useServices()
  const hotkey = usePage(({ status }) => status?.hotkey)
  const [capturing, setCapturing] = useState(false)
  const [refused, setRefused] = useState(false)

  useEffect(() => {
    if (!capturing) return
    const take = (event: KeyboardEvent): void => {
      event.preventDefault()
      event.stopPropagation()
      const key = holdKeyOf(event.code)
      if (key) void services.updateSettings({ holdKey: key })
      setRefused(!key && event.key !== 'Escape')
      if (key || event.key === 'Escape') setCapturing(false)
    }
    window.addEventListener('keydown', take, { capture: true })
    return () => window.removeEventListener('keydown', take, { capture: true })
  }, [capturing, services])

  return (
    <Row
      label="Hold key"
      hint={
        <>
          Works while another app is in front.
          {hotkey?.mode === 'toggle' && ' On this system it is pressed once to talk and once more to ask.'}
          {refused && <p role="alert">Choose a function key, Ctrl, Alt, Shift, Insert or Caps Lock: the other keys are needed for typing.</p>}
          {hotkey?.problem && <p className={styles.warning}>{hotkey.problem}</p>}
        </>
      }
    >
      {(labelId) => (
        <button
          type="button"
          className={styles.capture}
          aria-describedby={labelId}
          data-capturing={capturing}
          data-testid="hold-key"
          onClick={() => setCapturing(!capturing)}
          onBlur={() => setCapturing(false)}
        >
          {capturing ? 'Press a key' : holdKeyLabel(holdKey)}
          <span>{capturing ? 'Esc to cancel' : 'Change'}</span>
        </button>
      )}
    </Row>
  )
}
