import { useEffect, type RefObject } from 'react'

/** Where the focus goes when what had it is gone with the screen before; nobody's own focus is taken. */
export function useArrivalFocus(element: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    if (document.activeElement === document.body) element.current?.focus({ preventScroll: true })
  }, [element])
}
