import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { PersonaDetail } from '../../../electron/contract/persona.ts'
import { useServices } from '../services/services-context.tsx'
import { draftOf, type PersonaDraft } from '../state/studio-profile.ts'
import type { StudioState } from '../state/studio-store.ts'

/** `select` must return what the store holds, not a new object. */
export function useStudio<T>(select: (state: StudioState) => T): T {
  return useStore(useServices().studio.store, select)
}

/** What is typed of a persona, or what is saved of it. */
export function useDraft(detail: PersonaDetail): PersonaDraft {
  const typed = useStudio(({ drafts }) => drafts[detail.id])
  return typed ?? draftOf(detail)
}

/** The time in milliseconds, read anew as often as it is asked for. */
export function useNow(everyMs: number): number {
  const [nowMs, setNowMs] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return nowMs
}
