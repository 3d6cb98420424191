import { useEffect } from 'react'
import { useServices } from '../services/services-context.tsx'
import { destinationOf } from './destinations.ts'

const MAC = navigator.platform.startsWith('Mac')
const OWN_USE_OF_ESCAPE = 'input, textarea, [contenteditable], [role="dialog"], [role="menu"]'

export function shortcutLabel(key: string): string {
  return MAC ? `⌘${key}` : `Ctrl+${key}`
}

/** Keys of the whole window: another screen by digit, and Escape for silence wherever the answer is heard. */
export function useShellKeys(): void {
  const services = useServices()
  useEffect(() => {
    const down = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return
      const view = destinationOf(event, MAC)
      if (view && !document.querySelector('[aria-modal="true"]')) {
        event.preventDefault()
        services.show(view)
      }
      // The talk screen has a rule of its own: there Escape stops even while one types.
      if (event.key !== 'Escape' || services.store.getState().view === 'talk') return
      if (document.querySelector('[role="dialog"]') || (event.target instanceof Element && event.target.closest(OWN_USE_OF_ESCAPE))) return
      services.stop()
    }
    window.addEventListener('keydown', down)
    return () => window.removeEventListener('keydown', down)
  }, [services])
}
