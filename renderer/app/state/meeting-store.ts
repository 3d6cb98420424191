import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ErrorShape } from '../../../electron/contract/errors.ts'
import type { MeetingRecord, MeetingSource, MeetingSummary } from '../../../electron/contract/meeting.ts'
import type { TurnRecord } from '../../../electron/contract/turn.ts'
import type { MeetingClock } from './meeting.ts'

/** What the meeting screens know beside the meeting that runs, which is in the page's store. */
export interface MeetingPageState {
  clock: MeetingClock
  /** Why a side of the running meeting delivers nothing. */
  troubles: Record<MeetingSource, ErrorShape | null>
  starting: boolean
  stopping: boolean
  /** Why the meeting could not be started. */
  startProblem: ErrorShape | null
  /** Whether earlier meetings are looked at while one runs. */
  browsing: boolean
  list: MeetingSummary[]
  listState: 'loading' | 'ready' | 'failed'
  search: string
  /** The earlier meeting that is open; its record is null until it has been read. */
  openId: string | null
  record: MeetingRecord | null
  recordFailed: boolean
  /** Answers given in meetings, by their turn's id; null where there is none any more. */
  turns: Record<string, TurnRecord | null>
}

export type MeetingStore = StoreApi<MeetingPageState>

export const NO_TROUBLES: MeetingPageState['troubles'] = { mic: null, system: null }

export function createMeetingStore(): MeetingStore {
  return createStore<MeetingPageState>(() => ({
    clock: { durationMs: 0, atMs: 0 },
    troubles: NO_TROUBLES,
    starting: false,
    stopping: false,
    startProblem: null,
    browsing: false,
    list: [],
    listState: 'loading',
    search: '',
    openId: null,
    record: null,
    recordFailed: false,
    turns: {},
  }))
}
