import { createStore, type StoreApi } from 'zustand/vanilla'
import type { AppStatus, WindowMode } from '../../../electron/contract/ipc.ts'
import type { Settings } from '../../../electron/contract/settings.ts'
import type { Citation, SpokenSentence } from '../../../electron/contract/turn.ts'
import type { MicrophoneState } from '../../audio/microphone.ts'
import { emptyConversation, type Conversation } from './conversation.ts'
import type { Notice } from './notices.ts'

/** A recorded answer that is played again. */
export interface Replay {
  turnId: string
  sentences: SpokenSentence[]
}

export interface PageState {
  /** Null until the main process has answered. */
  status: AppStatus | null
  settings: Settings | null
  view: 'talk' | 'settings'
  windowMode: WindowMode
  conversation: Conversation
  microphone: MicrophoneState
  /** Whether the head is drawn. */
  face: 'loading' | 'live' | 'failed'
  notices: Notice[]
  replay: Replay | null
  /** The passage whose document is open. */
  openCitation: Citation | null
  search: string
  history: 'loading' | 'ready' | 'failed'
}

export type PageStore = StoreApi<PageState>

export function createPageStore(): PageStore {
  return createStore<PageState>(() => ({
    status: null,
    settings: null,
    view: 'talk',
    windowMode: 'main',
    conversation: emptyConversation,
    microphone: { kind: 'closed' },
    face: 'loading',
    notices: [],
    replay: null,
    openCitation: null,
    search: '',
    history: 'loading',
  }))
}
