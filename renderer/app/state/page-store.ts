import { createStore, type StoreApi } from 'zustand/vanilla'
import type { DocumentFeedback } from '../../../electron/contract/feedback.ts'
import type { AppStatus, WindowMode } from '../../../electron/contract/ipc.ts'
import type { MeetingRecord } from '../../../electron/contract/meeting.ts'
import type { PersonaEntry } from '../../../electron/contract/persona.ts'
import type { Settings } from '../../../electron/contract/settings.ts'
import type { Citation, ConversationState, SpokenSentence } from '../../../electron/contract/turn.ts'
import type { EchoState } from '../../audio/echo-monitor.ts'
import type { MicrophoneState } from '../../audio/microphone.ts'
import { emptyConversation, type Conversation } from './conversation.ts'
import type { Notice } from './notices.ts'

/** `viewer`, for makers of heads, is reached from studio and settings. */
export type View = 'talk' | 'meeting' | 'review' | 'studio' | 'settings' | 'viewer'

export type RecordingPart = 'question' | 'answer'

/** A recorded question or answer that is played again. */
export interface Replay {
  turnId: string
  part: RecordingPart
  /** Of an answer, on its audio clock. */
  sentences: SpokenSentence[]
  durationMs: number
}

export interface PageState {
  /** Null until the main process has answered. */
  status: AppStatus | null
  settings: Settings | null
  /** The screen that is shown; those that are left keep running. */
  view: View
  /** All that can be switched to; null until they are known. */
  personas: PersonaEntry[] | null
  /** What the studio is to open when it is shown next: a persona by its id, or the form for a new one. The studio sets it back to null. */
  studioTarget: { id: string } | 'new' | null
  /** The meeting that runs or is paused; null while there is none. */
  meeting: MeetingRecord | null
  windowMode: WindowMode
  /** Neither hidden nor minimised: there is somebody to draw a face for. */
  windowShown: boolean
  conversation: Conversation
  microphone: MicrophoneState
  /** What the microphone hears of the loudspeaker, and whether a sound checks it now. */
  echo: EchoState
  echoChecking: boolean
  /** Whether the head is drawn. */
  face: 'loading' | 'live' | 'failed'
  notices: Notice[]
  replay: Replay | null
  /** The passage whose document is open. */
  openCitation: Citation | null
  /** What the persona thinks of the document given last, as far as it is. */
  feedback: DocumentFeedback | null
  feedbackOpen: boolean
  search: string
  history: 'loading' | 'ready' | 'failed'
}

export type PageStore = StoreApi<PageState>

export function createPageStore(): PageStore {
  return createStore<PageState>(() => ({
    status: null,
    settings: null,
    view: 'talk',
    personas: null,
    studioTarget: null,
    meeting: null,
    windowMode: 'main',
    windowShown: true,
    conversation: emptyConversation,
    microphone: { kind: 'closed' },
    echo: 'unknown',
    echoChecking: false,
    face: 'loading',
    notices: [],
    replay: null,
    openCitation: null,
    feedback: null,
    feedbackOpen: false,
    search: '',
    history: 'loading',
  }))
}

/** Who has the word: in the recording that is played, or else in the conversation. */
export function shownPhase({ conversation, replay }: Pick<PageState, 'conversation' | 'replay'>): ConversationState {
  if (!replay) return conversation.phase
  return replay.part === 'question' ? 'listening' : 'speaking'
}
