import { useCallback, useEffect, useState, type RefObject } from 'react'
import { bringIntoView } from './use-reading-place.ts'

const MARKED_MS = 3_000

/** Leads the reader to a line and marks it for a moment. */
export function useTarget(scroller: RefObject<HTMLDivElement | null>): [targetId: string | null, leadTo: (id: string) => void] {
  const [target, setTarget] = useState<{ id: string } | null>(null)

  useEffect(() => {
    if (!target) return
    bringIntoView(scroller.current, target.id, false)
    const timer = setTimeout(() => setTarget(null), MARKED_MS)
    return () => clearTimeout(timer)
  }, [target, scroller])

  // A new object each time: one may be led to the same line twice.
  return [target?.id ?? null, useCallback((id: string) => setTarget({ id }), [])]
}
