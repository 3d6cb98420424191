import { useEffect } from 'react'
import { useServices } from '../services/services-context.tsx'

export const SKIP_MS = 5_000
const TYPING = 'input, textarea, select, [contenteditable], [role="dialog"], [role="menu"], [role="tablist"]'
const OWN_USE_OF_SPACE = `${TYPING}, button, a[href]`

/** Space plays and pauses, the arrows jump, as long as nothing that has the focus wants these keys itself. */
export function usePlayerKeys(): void {
  const { meetings, store } = useServices()
  const { recording } = meetings.library
  useEffect(() => {
    const down = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
      // While a meeting runs nothing is played: it would be recorded.
      if (store.getState().meeting || document.querySelector('[aria-modal="true"]')) return
      const wants = (selector: string): boolean => event.target instanceof Element && event.target.closest(selector) !== null
      if (event.code === 'Space' && !wants(OWN_USE_OF_SPACE)) recording.toggle()
      else if (event.key === 'ArrowLeft' && !wants(TYPING)) recording.seek(recording.positionMs() - SKIP_MS)
      else if (event.key === 'ArrowRight' && !wants(TYPING)) recording.seek(recording.positionMs() + SKIP_MS)
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', down)
    return () => window.removeEventListener('keydown', down)
  }, [recording, store])
}
