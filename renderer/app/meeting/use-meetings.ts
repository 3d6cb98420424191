import { useEffect, useReducer, useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import type { TurnRecord } from '../../../electron/contract/turn.ts'
import type { PlayerState } from '../../audio/recording-player.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import type { Turn } from '../state/conversation.ts'
import { elapsedMs } from '../state/meeting.ts'
import type { MeetingPageState } from '../state/meeting-store.ts'

/** `select` must return what the store holds, not a new object. */
export function useMeetings<T>(select: (state: MeetingPageState) => T): T {
  return useStore(useServices().meetings.store, select)
}

export function useRecording(): PlayerState {
  const { recording } = useServices().meetings.library
  return useSyncExternalStore(recording.subscribe, recording.snapshot)
}

/** How long the running meeting has lasted, in ms, drawn again at each full second. */
export function useElapsedMs(): number {
  const clock = useMeetings((state) => state.clock)
  const running = usePage(({ meeting }) => meeting?.state === 'running')
  const [, draw] = useReducer((count: number) => count + 1, 0)
  const now = elapsedMs(clock, running, performance.now())
  useEffect(() => {
    if (!running) return
    const timer = setTimeout(draw, 1000 - (now % 1000) + 5)
    return () => clearTimeout(timer)
  })
  return now
}

/** Name of the persona that sat in a meeting, as far as it is still there; else of the one that answers now. */
export function usePersonaName(personaId: string): string {
  return usePage(({ personas, status }) => personas?.find(({ id }) => id === personaId)?.name ?? status?.persona.name ?? 'The persona')
}

/** An answer given in a meeting: as it is being spoken, or as it was kept. Null while there is none. */
export function useMeetingTurn(turnId: string | null): Turn | TurnRecord | null {
  const { meetings } = useServices()
  const spoken = usePage(({ conversation }) => conversation.turns.find(({ id }) => id === turnId) ?? null)
  const kept = useMeetings(({ turns }) => (turnId ? (turns[turnId] ?? null) : null))
  const known = spoken !== null
  useEffect(() => {
    if (turnId && !known) void meetings.library.loadTurn(turnId)
  }, [meetings, turnId, known])
  return spoken ?? kept
}
