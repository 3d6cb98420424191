import { useStore } from 'zustand'
import type { RecordingPart } from '../state/page-store.ts'
import { usePage, useServices } from '../services/services-context.tsx'
import type { ReviewState } from './review-state.ts'

/** `select` must return what the store holds, not a new object. */
export function useReview<T>(select: (state: ReviewState) => T): T {
  return useStore(useServices().review.store, select)
}

/** What of the chosen turn is played now. */
export function usePlaying(): RecordingPart | null {
  const selectedId = useReview((state) => state.selectedId)
  return usePage(({ replay }) => (replay && replay.turnId === selectedId ? replay.part : null))
}
