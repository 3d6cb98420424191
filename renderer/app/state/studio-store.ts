import { createStore, type StoreApi } from 'zustand/vanilla'
import type { IngestProgress, IngestReport, PersonaDetail, PersonaEntry } from '../../../electron/contract/persona.ts'
import type { Ceremony } from './studio-ceremony.ts'
import { emptyProfile, type PersonaDraft, type ProfileDraft } from './studio-profile.ts'

/** A persona in the making; it outlives the screen, so that nothing typed is lost. */
export interface Creation {
  step: 'form' | 'working' | 'done'
  folder: string | null
  profile: ProfileDraft
  /** Whether it was tried to go on: from then on what is missing is named. */
  tried: boolean
  progress: IngestProgress | null
  cancelling: boolean
  problem: string | null
  made: { persona: PersonaEntry; report: IngestReport } | null
}

export interface Voice {
  id: string
  label: string
}

export type StudioPlace = { kind: 'list' } | { kind: 'create' } | { kind: 'persona'; id: string }

export type StudioTab = 'profile' | 'documents' | 'consent' | 'rules'

export interface StudioState {
  place: StudioPlace
  /** The part of a persona that is looked at; it stays when another one is opened. */
  tab: StudioTab
  details: Record<string, PersonaDetail>
  /** Why a persona could not be read, by its id. */
  detailProblems: Record<string, string>
  /** What is typed and not saved, by persona. */
  drafts: Record<string, PersonaDraft>
  saveProblems: Record<string, string>
  savingId: string | null
  ceremonies: Record<string, Ceremony>
  creation: Creation
  /** The persona to which documents are being added. */
  adding: { id: string; progress: IngestProgress | null; cancelling: boolean } | null
  /** What became of the documents added last, by persona, until it is put away. */
  reports: Record<string, IngestReport>
  /** An import that waits for the person's decision, because a persona of that id is here. */
  conflict: { path: string; message: string } | null
  voices: Voice[]
  /** The voice that is being listened to. */
  playingVoice: string | null
}

export type StudioStore = StoreApi<StudioState>

export const newCreation: Creation = {
  step: 'form',
  folder: null,
  profile: emptyProfile,
  tried: false,
  progress: null,
  cancelling: false,
  problem: null,
  made: null,
}

export function createStudioStore(): StudioStore {
  return createStore<StudioState>(() => ({
    place: { kind: 'list' },
    tab: 'profile',
    details: {},
    detailProblems: {},
    drafts: {},
    saveProblems: {},
    savingId: null,
    ceremonies: {},
    creation: newCreation,
    adding: null,
    reports: {},
    conflict: null,
    voices: [],
    playingVoice: null,
  }))
}

/** `record` without `key`, for entries that are done with. */
export function without<T>(record: Record<string, T>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([one]) => one !== key))
}

/** Whether anything was typed that would be lost. */
export function isBegun({ folder, profile }: Creation): boolean {
  return folder !== null || profile.name !== '' || profile.title !== '' || profile.organisation !== '' || profile.disclosure !== null
}
