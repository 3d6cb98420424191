import { describe, expect, it } from 'vitest'
import type { ConsentCheck, ConsentRecord } from '../../../electron/contract/persona.ts'
import { newCeremony, reduceCeremony, requestProblem, timeLeftMs, type Ceremony, type CeremonyEvent } from './studio-ceremony.ts'

const NOW = Date.parse('2026-01-05T10:00:00.000Z')
const challenged: CeremonyEvent = { type: 'challenged', phrase: 'seven quiet lanterns', answerBy: '2026-01-05T10:30:00.000Z' }
const refused: ConsentCheck = { accepted: false, matchedShare: 0.5, transcript: 'seven lanterns', words: [], reason: 'Read it again.' }
const accepted: ConsentCheck = { accepted: true, matchedShare: 1, transcript: 'seven quiet lanterns', words: [], reason: '' }

function play(events: CeremonyEvent[], from: Ceremony = newCeremony('Ada Quill', null)): Ceremony {
  return events.reduce(reduceCeremony, from)
}

describe('the ceremony', () => {
  it('goes from the form to the words, listens, and ends in what was heard', () => {
    expect(play([challenged])).toMatchObject({ step: 'phrase', phrase: 'seven quiet lanterns' })
    expect(play([challenged, { type: 'began' }]).step).toBe('recording')
    expect(play([challenged, { type: 'began' }, { type: 'ended' }]).step).toBe('checking')
    expect(play([challenged, { type: 'began' }, { type: 'ended' }, { type: 'checked', check: accepted }]).step).toBe('accepted')
  })

  it('keeps words and time when they were misheard, and forgets the verdict when it records again', () => {
    const misheard = play([challenged, { type: 'began' }, { type: 'ended' }, { type: 'checked', check: refused }])
    expect(misheard).toMatchObject({ step: 'misheard', check: refused, phrase: 'seven quiet lanterns' })
    expect(play([{ type: 'began' }], misheard)).toMatchObject({ step: 'recording', check: null })
  })

  it('comes back to the words when the recording fails or is left, with what was typed', () => {
    const typed = play([{ type: 'typed', patch: { audience: 'The service team' } }, challenged, { type: 'began' }])
    expect(play([{ type: 'failed', problem: 'A meeting uses the microphone.' }], typed)).toMatchObject({ step: 'phrase', problem: 'A meeting uses the microphone.', request: { audience: 'The service team' } })
    expect(play([{ type: 'cancelled' }], typed)).toMatchObject({ step: 'phrase', problem: null })
  })

  it('stays in the form when the request is refused, and calms down once something is typed', () => {
    const failed = play([{ type: 'failed', problem: 'The disk is full.' }])
    expect(failed).toMatchObject({ step: 'form', problem: 'The disk is full.' })
    expect(play([{ type: 'typed', patch: { person: 'A. Quill' } }], failed).problem).toBeNull()
  })

  it('renews on the terms that were agreed to', () => {
    const record = { person: 'A. Quill', scope: ['talk'], audience: 'Everybody' } as unknown as ConsentRecord
    expect(newCeremony('Ada Quill', record).request).toMatchObject({ person: 'A. Quill', scope: ['talk'], audience: 'Everybody', validDays: 365 })
  })
})

describe('timeLeftMs', () => {
  it('runs down to nothing and not below', () => {
    const ceremony = play([challenged])
    expect(timeLeftMs(ceremony, NOW)).toBe(30 * 60_000)
    expect(timeLeftMs(ceremony, NOW + 31 * 60_000)).toBe(0)
  })
})

describe('requestProblem', () => {
  const { request } = newCeremony('Ada Quill', null)
  it('wants a person and a use', () => {
    expect(requestProblem(request)).toBeNull()
    expect(requestProblem({ ...request, person: '  ' })).toContain('name of the person')
    expect(requestProblem({ ...request, scope: [] })).toContain('at least one use')
    expect(requestProblem({ ...request, scope: ['meeting', 'realtime'] })).toContain('choose Talk, too')
    expect(requestProblem({ ...request, audience: 'x'.repeat(301) })).toContain('300')
  })
})
