import { useEffect, useRef, type RefObject } from 'react'

/**
 * For the outermost element of a screen, with `tabIndex={-1}`: gets the focus when what had it is gone with the screen before,
 * so that keys go on from here. Nobody's own focus is taken.
 */
export function useArrivalFocus(): RefObject<HTMLElement | null> {
  const element = useRef<HTMLElement>(null)
  useEffect(() => {
    if (document.activeElement === document.body) element.current?.focus({ preventScroll: true })
  }, [])
  return element
}
