import { useEffect, useRef } from 'react'
import { useServices } from '../services/services-context.tsx'

const TYPING = 'input, textarea, [contenteditable], [role="dialog"]'
const OWN_USE_OF_SPACE = 'input, textarea, select, button, a[href], [contenteditable], [role="dialog"], [role="slider"], [role="option"]'

/**
 * Space held talks, Escape stops, `o` opens and closes the microphone, `/` goes to the text box, `?` shows the keys, as long as nothing that has the focus
 * wants these keys itself.
 */
export function useTalkKeys(onHelp?: () => void): void {
  const services = useServices()
  const holding = useRef(false)
  useEffect(() => {
    const release = (): void => {
      if (!holding.current) return
      holding.current = false
      services.release()
    }
    const down = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.key === 'Escape' && !document.querySelector('[role="dialog"]')) services.stop()
      if (event.target instanceof Element && event.target.closest(TYPING)) return
      if (event.key === '?') onHelp?.()
      if (event.key === 'o' && !event.repeat) services.toggleAlwaysOn()
      if (event.key === '/') {
        event.preventDefault()
        document.querySelector<HTMLInputElement>('[data-testid="ask-input"]')?.focus()
      }
      if (event.code !== 'Space' || (event.target instanceof Element && event.target.closest(OWN_USE_OF_SPACE))) return
      event.preventDefault()
      if (event.repeat || holding.current) return
      holding.current = true
      services.press()
    }
    const up = (event: KeyboardEvent): void => {
      if (event.code === 'Space') release()
    }
    window.addEventListener('keydown', down)
    window.addEventListener('keyup', up)
    window.addEventListener('blur', release)
    return () => {
      window.removeEventListener('keydown', down)
      window.removeEventListener('keyup', up)
      window.removeEventListener('blur', release)
    }
  }, [services, onHelp])
}
