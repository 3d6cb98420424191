import type { ErrorShape } from '../../../electron/contract/errors.ts'
import type { RefusalReason } from '../../../electron/contract/guard.ts'
import type { AnswerMode } from '../../../electron/contract/persona.ts'
import type {
  Citation,
  ConversationState,
  SpokenSentence,
  TurnEvent,
  TurnOutcome,
  TurnRecord,
  TurnTrace,
} from '../../../electron/contract/turn.ts'

/** One question and its answer as the page shows it: running, or done, or read from the store. */
export interface Turn {
  id: string
  startedAt: string
  /** What is understood so far while the person still speaks; then the question itself. */
  question: string
  questionFinal: boolean
  answer: string
  /** Null while the turn runs. */
  outcome: TurnOutcome | null
  citations: Citation[]
  sentences: SpokenSentence[]
  trace: TurnTrace | null
  heardMs: number
  error: ErrorShape | null
  /** Which rule forbade an answer, if one did. */
  refusal: RefusalReason | null
  /** How freely it was answered; null while it runs, and where that was not kept. */
  mode: AnswerMode | null
}

export type StoredTurn = Omit<TurnRecord, 'sentences' | 'trace'> & Partial<Pick<TurnRecord, 'sentences' | 'trace'>>

export interface Conversation {
  phase: ConversationState
  /** The turn that is spoken to or speaks now. */
  activeId: string | null
  /** Oldest first. */
  turns: Turn[]
}

/** Turns on screen; older ones are found by searching. A day of talking must not make the page heavy. */
export const MOST_TURNS = 100

export const emptyConversation: Conversation = { phase: 'idle', activeId: null, turns: [] }

/** What the conversation looks like after `event`. `now` is an ISO time for a turn the page has not seen before. */
export function reduceTurnEvent(conversation: Conversation, event: TurnEvent, now: string): Conversation {
  switch (event.type) {
    case 'state':
      return enterPhase(conversation, event.state, event.turnId, now)
    case 'partial':
      return change(conversation, event.turnId, now, (turn) => (turn.questionFinal ? turn : { ...turn, question: event.text }))
    case 'question':
      return change(conversation, event.turnId, now, (turn) => ({ ...turn, question: event.text, questionFinal: true }))
    case 'token':
      return change(conversation, event.turnId, now, (turn) => ({ ...turn, answer: turn.answer + event.text }))
    case 'citations':
      return change(conversation, event.turnId, now, (turn) => ({ ...turn, citations: event.citations }))
    case 'sentence':
      return change(conversation, event.turnId, now, (turn) => ({ ...turn, sentences: withSentence(turn.sentences, event.sentence) }))
    case 'trace':
      return change(conversation, event.turnId, now, (turn) => ({ ...turn, trace: event.trace }))
    case 'notice':
      return event.turnId ? change(conversation, event.turnId, now, (turn) => ({ ...turn, error: event.notice })) : conversation
    case 'done':
      return finish(conversation, event.turn)
  }
}

/** Puts turns from the store before and among those already shown; what the page has seen itself stays as it is. */
export function mergeStoredTurns(conversation: Conversation, stored: readonly StoredTurn[]): Conversation {
  const known = new Set(conversation.turns.map((turn) => turn.id))
  const added = stored.filter((turn) => !known.has(turn.id) && isWorthShowing(turn)).map(fromStored)
  const turns = [...added, ...conversation.turns].sort((a, b) => a.startedAt.localeCompare(b.startedAt))
  return { ...conversation, turns }
}

export function withoutTurn(conversation: Conversation, id: string): Conversation {
  return { ...conversation, turns: conversation.turns.filter((turn) => turn.id !== id) }
}

export function fromStored(stored: StoredTurn): Turn {
  return {
    id: stored.id,
    startedAt: stored.startedAt,
    question: stored.question,
    questionFinal: true,
    answer: stored.answer,
    outcome: stored.outcome,
    citations: stored.citations,
    sentences: stored.sentences ?? [],
    trace: stored.trace ?? null,
    heardMs: stored.heardMs,
    error: stored.error,
    refusal: stored.refusal ?? null,
    mode: stored.mode ?? null,
  }
}

function enterPhase(conversation: Conversation, phase: ConversationState, turnId: string | null, now: string): Conversation {
  const entered = { ...conversation, phase, activeId: turnId }
  return phase === 'listening' && turnId ? change(entered, turnId, now, (turn) => turn) : entered
}

function change(conversation: Conversation, id: string, now: string, update: (turn: Turn) => Turn): Conversation {
  const known = conversation.turns.some((turn) => turn.id === id)
  const turns = known ? conversation.turns : [...conversation.turns, newTurn(id, now)]
  return { ...conversation, turns: turns.map((turn) => (turn.id === id ? update(turn) : turn)) }
}

function finish(conversation: Conversation, record: TurnRecord): Conversation {
  const others = conversation.turns.filter((turn) => turn.id !== record.id)
  const activeId = conversation.activeId === record.id ? null : conversation.activeId
  const turns = isWorthShowing(record) ? [...others, fromStored(record)] : others
  return { ...conversation, activeId, turns: turns.sort((a, b) => a.startedAt.localeCompare(b.startedAt)).slice(-MOST_TURNS) }
}

/** A hold in which nothing was said is a notice, not a part of the conversation. */
function isWorthShowing(turn: Pick<TurnRecord, 'outcome' | 'question' | 'answer'>): boolean {
  return turn.outcome !== 'no_speech' && (turn.question !== '' || turn.answer !== '')
}

function withSentence(sentences: readonly SpokenSentence[], sentence: SpokenSentence): SpokenSentence[] {
  return [...sentences.filter(({ index }) => index !== sentence.index), sentence].sort((a, b) => a.index - b.index)
}

function newTurn(id: string, now: string): Turn {
  return {
    id,
    startedAt: now,
    question: '',
    questionFinal: false,
    answer: '',
    outcome: null,
    citations: [],
    sentences: [],
    trace: null,
    heardMs: 0,
    error: null,
    refusal: null,
    mode: null,
  }
}
