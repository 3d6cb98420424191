import type { MeetingStore } from '../store/meeting-store.ts'

/** What a running meeting writes down, and where it reads sound from that it let go. */
export type MeetingMemory = Pick<
  MeetingStore,
  'begin' | 'setState' | 'setSources' | 'setFarSideAllowed' | 'setNotes' | 'putSegment' | 'removeSegment' | 'putWake' | 'appendSound' | 'recording'
>
