import { useEffect, useRef, type ReactNode } from 'react'

/** Takes the focus when it appears: the reader of the screen is told what has come, the keyboard goes on from here, and what follows is in view. */
export function FocusedHeading({ children }: { children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    heading.current?.focus({ preventScroll: true })
    heading.current?.scrollIntoView({ block: 'start' })
  }, [])
  return (
    <h2 ref={heading} tabIndex={-1}>
      {children}
    </h2>
  )
}
