import { useEffect } from 'react'
import { useServices } from '../services/services-context.tsx'
import { reviewCommand, type KeyPlace, type ReviewCommand } from './review-keys.ts'
import type { ReviewMode } from './review-state.ts'

const OPEN_OVER_IT = '[role="dialog"], [role="menu"]'

/** Runs the command of each key, unless something lies over the screen or wants the key itself. */
export function useReviewKeys(run: (command: ReviewCommand) => void): void {
  const { review } = useServices()
  useEffect(() => {
    const down = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || document.querySelector(OPEN_OVER_IT)) return
      const command = reviewCommand(event, placeOf(event.target, review.store.getState().mode))
      if (command === null) return
      event.preventDefault()
      if (!event.repeat || command === 'next' || command === 'previous') run(command)
    }
    window.addEventListener('keydown', down)
    return () => window.removeEventListener('keydown', down)
  }, [review, run])
}

function placeOf(target: EventTarget | null, mode: ReviewMode): KeyPlace {
  const inside = (selector: string): boolean => target instanceof Element && target.closest(selector) !== null
  return {
    mode,
    text: inside('input, textarea, [contenteditable]'),
    button: inside('button, a[href], select, summary') && !inside('[data-sentence]'),
    arrows: inside('[role="slider"], [role="tablist"], [role="radiogroup"], [data-scrolls], nav'),
  }
}
