import { describe, expect, it } from 'vitest'
import type { Citation, SpokenSentence, TurnEvent, TurnRecord } from '../../../electron/contract/turn.ts'
import { emptyConversation, mergeStoredTurns, MOST_TURNS, reduceTurnEvent, withoutTurn, type Conversation } from './conversation.ts'

const NOW = '2026-01-05T10:00:00.000Z'
const citation: Citation = { marker: 1, documentId: 'memo', document: 'A memo', quote: 'We ship small.', startChar: 10, endChar: 24 }
const sentence = (index: number): SpokenSentence => ({ index, text: `Sentence ${index}.`, markers: [1], startMs: index * 1000, endMs: index * 1000 + 900 })
const record = (patch: Partial<TurnRecord> = {}): TurnRecord => ({
  id: 't1',
  personaId: 'p',
  origin: 'hold',
  startedAt: NOW,
  question: 'How do we ship?',
  answer: 'We ship small.',
  outcome: 'answered',
  citations: [citation],
  sentences: [sentence(0)],
  trace: { transcriptMs: 80, firstTokenMs: 120, firstAudioMs: 300, firstFrameMs: 320, doneMs: 2000 },
  heardMs: 900,
  error: null,
  ...patch,
})

function play(events: TurnEvent[], from: Conversation = emptyConversation): Conversation {
  return events.reduce((conversation, event) => reduceTurnEvent(conversation, event, NOW), from)
}

const asked: TurnEvent[] = [
  { type: 'state', state: 'listening', turnId: 't1' },
  { type: 'partial', turnId: 't1', text: 'How do' },
  { type: 'partial', turnId: 't1', text: 'How do we' },
]

describe('reduceTurnEvent', () => {
  it('shows what is said while it is said, and the question once it is understood', () => {
    const listening = play(asked)
    expect(listening.phase).toBe('listening')
    expect(listening.turns[0]).toMatchObject({ question: 'How do we', questionFinal: false })
    const thinking = play(
      [
        { type: 'state', state: 'thinking', turnId: 't1' },
        { type: 'question', turnId: 't1', text: 'How do we ship?' },
        { type: 'partial', turnId: 't1', text: 'a partial that comes late' },
      ],
      listening,
    )
    expect(thinking.turns).toHaveLength(1)
    expect(thinking.turns[0]).toMatchObject({ question: 'How do we ship?', questionFinal: true })
  })

  it('grows the answer by its tokens and keeps sentences in order, however they come', () => {
    const speaking = play([
      ...asked,
      { type: 'question', turnId: 't1', text: 'How do we ship?' },
      { type: 'citations', turnId: 't1', citations: [citation] },
      { type: 'token', turnId: 't1', text: 'We ship ' },
      { type: 'token', turnId: 't1', text: 'small.' },
      { type: 'sentence', turnId: 't1', sentence: sentence(1) },
      { type: 'sentence', turnId: 't1', sentence: sentence(0) },
      { type: 'sentence', turnId: 't1', sentence: { ...sentence(0), endMs: 950 } },
      { type: 'state', state: 'speaking', turnId: 't1' },
    ])
    expect(speaking.turns[0]).toMatchObject({ answer: 'We ship small.', outcome: null, citations: [citation] })
    expect(speaking.turns[0]!.sentences.map(({ index, endMs }) => [index, endMs])).toEqual([
      [0, 950],
      [1, 1900],
    ])
  })

  it('replaces the running turn by its record', () => {
    const done = play([...asked, { type: 'done', turn: record() }, { type: 'state', state: 'idle', turnId: null }])
    expect(done).toMatchObject({ phase: 'idle', activeId: null })
    expect(done.turns).toHaveLength(1)
    expect(done.turns[0]).toMatchObject({ outcome: 'answered', heardMs: 900, answer: 'We ship small.' })
  })

  it('keeps a stopped turn with what was heard of it while the next one already runs', () => {
    const next = play([
      ...asked,
      { type: 'token', turnId: 't1', text: 'We ship small. And then' },
      { type: 'state', state: 'listening', turnId: 't2' },
      { type: 'done', turn: record({ outcome: 'stopped', answer: 'We ship small.' }) },
    ])
    expect(next.activeId).toBe('t2')
    expect(next.turns.find(({ id }) => id === 't1')).toMatchObject({ outcome: 'stopped', answer: 'We ship small.' })
  })

  it('leaves no trace of a hold in which nothing was said', () => {
    const silent = play([asked[0]!, { type: 'done', turn: record({ outcome: 'no_speech', question: '', answer: '' }) }])
    expect(silent.turns).toEqual([])
  })

  it('keeps the reason of a failure beside its question', () => {
    const error = { code: 'inference_lost', kind: 'expected', message: 'Ask again.', retryable: true } as const
    const failed = play([
      ...asked,
      { type: 'notice', turnId: 't1', notice: error },
      { type: 'done', turn: record({ outcome: 'failed', answer: '', error }) },
    ])
    expect(failed.turns[0]).toMatchObject({ outcome: 'failed', question: 'How do we ship?', error })
  })
})

describe('a long conversation', () => {
  it('shows its newest turns and leaves the older ones to the search', () => {
    const events = Array.from({ length: MOST_TURNS + 5 }, (_, k): TurnEvent => {
      const startedAt = new Date(Date.parse(NOW) + k * 1000).toISOString()
      return { type: 'done', turn: record({ id: `t${k}`, startedAt }) }
    })
    const { turns } = play(events)
    expect(turns).toHaveLength(MOST_TURNS)
    expect(turns[0]?.id).toBe('t5')
    expect(turns.at(-1)?.id).toBe(`t${MOST_TURNS + 4}`)
  })
})

describe('mergeStoredTurns', () => {
  it('puts older turns first and never doubles or changes one the page has seen', () => {
    const seen = play([...asked, { type: 'done', turn: record({ startedAt: '2026-01-05T10:00:00.000Z' }) }])
    const merged = mergeStoredTurns(seen, [
      record({ id: 't1', answer: 'other' }),
      record({ id: 't0', startedAt: '2026-01-04T10:00:00.000Z' }),
      record({ id: 'silent', outcome: 'no_speech', question: '', answer: '' }),
    ])
    expect(merged.turns.map(({ id, answer }) => [id, answer])).toEqual([
      ['t0', 'We ship small.'],
      ['t1', 'We ship small.'],
    ])
    expect(withoutTurn(merged, 't0').turns.map(({ id }) => id)).toEqual(['t1'])
  })
})
