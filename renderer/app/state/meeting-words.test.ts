import { describe, expect, it } from 'vitest'
import { EMPTY_NOTES, type MeetingWake } from '../../../electron/contract/meeting.ts'
import { settingsSchema } from '../../../electron/contract/settings.ts'
import { consentLine, consentSentence, duration, exportName, notesAsText, refusalReason, wakeOutcome } from './meeting-words.ts'

const { endpoints } = settingsSchema.parse({})
const custom = (baseUrl: string) => ({ kind: 'custom' as const, baseUrl })
const circumstances = { name: 'Iris Valdane', system: true, farSideAllowed: false, endpoints }

describe('consentSentence', () => {
  it('names recording, transcript, this computer and the persona', () => {
    const sentence = consentSentence(circumstances)
    for (const word of ['recording', 'transcript', 'on my computer', 'They stay there', 'Iris Valdane, an AI persona', '“Hey Iris”']) expect(sentence).toContain(word)
    expect(sentence).toContain('when I say')
  })

  it('says so where the far side may ask, and where only one side is recorded', () => {
    expect(consentSentence({ ...circumstances, farSideAllowed: true })).toContain('when one of us says')
    expect(consentSentence({ ...circumstances, system: false })).toContain('of my side of this meeting')
  })

  it('claims that nothing leaves the computer only where that is so', () => {
    const language = custom('https://inference.example.org/v1')
    const sentence = consentSentence({ ...circumstances, endpoints: { ...endpoints, language } })
    expect(sentence).not.toContain('They stay there')
    expect(sentence).toContain('inference.example.org')
    const transcription = custom('https://ears.example.org/v1')
    expect(consentSentence({ ...circumstances, endpoints: { ...endpoints, language, transcription } })).toMatch(/ears\.example\.org.*inference\.example\.org/)
  })
})

describe('consentLine', () => {
  it.each([
    [{ how: 'In the chat', who: 'Everybody in the meeting' }, 'Everybody in the meeting was told: in the chat.'],
    [{ how: 'By mail on Monday.', who: 'Ada, Tomas' }, 'Ada, Tomas were told: By mail on Monday.'],
    [{ how: 'In the invitation', who: '' }, 'The others were told: in the invitation.'],
  ])('%j', (consent, line) => expect(consentLine({ consent: { informed: true, ...consent } })).toBe(line))
})

describe('refusalReason', () => {
  const wake: MeetingWake = { atMs: 0, source: 'system', allowed: false, question: 'Why?', turnId: null }

  it('tells a side that may not ask from a persona that may not speak', () => {
    expect(refusalReason(wake, 'Iris Valdane', 'synthetic')).toBe('Not answered: the other side may not wake Iris in this meeting.')
    expect(refusalReason({ ...wake, source: 'mic' }, 'Iris Valdane', 'revoked')).toBe('Not answered: Iris may not speak, because consent was revoked.')
    expect(refusalReason({ ...wake, source: 'mic' }, 'Iris Valdane', 'verified')).toBe('Not answered: the consent to Iris does not cover meetings.')
    expect(refusalReason({ ...wake, allowed: true }, 'Iris Valdane', 'synthetic')).toBeNull()
  })
})

describe('wakeOutcome', () => {
  const wake: MeetingWake = { atMs: 0, source: 'mic', allowed: true, question: 'Why?', turnId: 't1' }
  const turn = { heardMs: 0, error: null }

  it('tells an answer on its way from one that never came, and a call from a question', () => {
    expect(wakeOutcome({ ...wake, turnId: null }, null, true)).toBe('Answering…')
    expect(wakeOutcome({ ...wake, turnId: null }, null, false)).toBe('No answer came through.')
    expect(wakeOutcome(wake, { ...turn, outcome: null }, true)).toBe('Answering…')
    expect(wakeOutcome({ ...wake, question: '', turnId: null }, null, true)).toContain('without a question')
  })

  it('trusts the transcript where the answer is no longer in the history', () => {
    expect(wakeOutcome(wake, null, false)).toBe('Answered aloud.')
    expect(wakeOutcome(wake, { ...turn, outcome: 'stopped', heardMs: 900 }, false)).toContain('before its end')
  })
})

describe('duration', () => {
  it.each([
    [12_400, '12 s'],
    [48 * 60_000 + 59_000, '48 min'],
    [64 * 60_000, '1 h 04 min'],
  ])('%i ms is %s', (ms, text) => expect(duration(ms)).toBe(text))
})

describe('exportName', () => {
  const startedAt = new Date(2026, 0, 5, 10).toISOString()

  it('is a file name everywhere, whatever the title is', () => {
    expect(exportName({ title: 'Q1: plan/budget?', startedAt }, 'markdown')).toBe('Q1 plan budget 2026-01-05.md')
    expect(exportName({ title: '..', startedAt }, 'srt')).toBe('Meeting 2026-01-05.srt')
    expect(exportName({ title: 'x'.repeat(200), startedAt }, 'json').length).toBeLessThan(140)
  })
})

describe('notesAsText', () => {
  it('has what there is, each with its moment, and no empty heading', () => {
    const notes = { ...EMPTY_NOTES, actions: [{ text: 'Send the draft', atMs: 61_000, segmentIds: ['a'], owner: 'Tomas', due: 'Friday' }] }
    expect(notesAsText({ title: 'Planning', startedAt: '', notes })).toBe('Planning\n\nActions\n- Send the draft (Tomas, Friday) [1:01]')
  })
})
