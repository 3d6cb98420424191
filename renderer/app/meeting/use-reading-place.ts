import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'

const NEAR_END_PX = 48
/** An active line may stand in this part of the view before it is brought back to the middle. */
const COMFORT = { top: 0.12, bottom: 0.72 }

interface Place {
  scroller: RefObject<HTMLDivElement | null>
  /** The reader looks at another place than the one that is followed. */
  away: boolean
  /** Back to what is followed. */
  back: () => void
}

/** Stays at the end while the list grows, lets go when the reader scrolls up, and holds again at the end. */
export function useEndOfList(enabled: boolean): Place {
  const scroller = useRef<HTMLDivElement>(null)
  const [away, setAway] = useState(false)
  const held = useRef(true)

  const toEnd = useCallback(() => {
    const element = scroller.current
    if (element) element.scrollTop = element.scrollHeight
  }, [])

  useEffect(() => {
    const element = scroller.current
    if (!element || !enabled) return
    let top = element.scrollTop
    const scrolled = (): void => {
      const atEnd = element.scrollHeight - element.clientHeight - element.scrollTop < NEAR_END_PX
      // Only who goes up leaves; a list that grows or is laid out anew moves the end, not the reader.
      if (atEnd) held.current = true
      else if (element.scrollTop < top - 1) held.current = false
      top = element.scrollTop
      setAway(!held.current)
    }
    const grown = new ResizeObserver(() => {
      if (held.current) toEnd()
    })
    element.addEventListener('scroll', scrolled, { passive: true })
    grown.observe(element)
    for (const child of element.children) grown.observe(child)
    return () => {
      element.removeEventListener('scroll', scrolled)
      grown.disconnect()
    }
  }, [enabled, toEnd])

  useLayoutEffect(() => {
    if (enabled) toEnd()
  }, [enabled, toEnd])

  const back = useCallback(() => {
    held.current = true
    setAway(false)
    toEnd()
  }, [toEnd])
  return { scroller, away: enabled && away, back }
}

/** Keeps the active line in view, until the reader scrolls by themselves. */
export function useActiveLine(activeId: string | null): Place {
  const scroller = useRef<HTMLDivElement>(null)
  const [away, setAway] = useState(false)

  useEffect(() => {
    if (activeId !== null && !away) bringIntoView(scroller.current, activeId, true)
  }, [activeId, away])

  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const leave = (): void => setAway(true)
    const keyed = ({ key }: KeyboardEvent): void => {
      if (['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End'].includes(key)) setAway(true)
    }
    const dragged = ({ offsetX, target }: PointerEvent): void => {
      if (target === element && offsetX > element.clientWidth) setAway(true)
    }
    element.addEventListener('wheel', leave, { passive: true })
    element.addEventListener('touchmove', leave, { passive: true })
    element.addEventListener('keydown', keyed)
    element.addEventListener('pointerdown', dragged)
    return () => {
      element.removeEventListener('wheel', leave)
      element.removeEventListener('touchmove', leave)
      element.removeEventListener('keydown', keyed)
      element.removeEventListener('pointerdown', dragged)
    }
  }, [])

  const back = useCallback(() => {
    setAway(false)
    if (activeId !== null) bringIntoView(scroller.current, activeId, false)
  }, [activeId])
  return { scroller, away: away && activeId !== null, back }
}

/**
 * Brings a line to the upper middle of the view. Lines out of sight have an estimated height, so the first jump lands
 * near it and the next frame, in which its neighbours are laid out, lands on it.
 */
export function bringIntoView(scroller: HTMLElement | null, id: string, onlyIfNeeded: boolean, tries = 3): void {
  const line = scroller?.querySelector<HTMLElement>(`[data-segment="${CSS.escape(id)}"]`)
  if (!scroller || !line) return
  const top = line.getBoundingClientRect().top - scroller.getBoundingClientRect().top
  const { clientHeight } = scroller
  if (onlyIfNeeded && top > clientHeight * COMFORT.top && top + line.offsetHeight < clientHeight * COMFORT.bottom) return
  const before = scroller.scrollTop
  scroller.scrollTop = before + top - clientHeight * 0.3
  if (tries > 0 && scroller.scrollTop !== before) requestAnimationFrame(() => bringIntoView(scroller, id, false, tries - 1))
}
