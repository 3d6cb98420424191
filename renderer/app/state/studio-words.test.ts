import { describe, expect, it } from 'vitest'
import type { ConsentRecord, DocumentEntry } from '../../../electron/contract/persona.ts'
import { consentSentence, countdown, exportName, fileName, progressSentence, progressShare, reportSentence, scopeWords } from './studio-words.ts'

const NOW = Date.parse('2026-01-05T12:00:00.000Z')
const record = { person: 'Ada Quill', grantedAt: '2025-06-01T12:00:00.000Z', expiresAt: '2026-06-01T12:00:00.000Z', revokedAt: null } as ConsentRecord
const document = { id: 'a', title: 'A', kind: 'memo', words: 3, file: 'a.md' } as DocumentEntry & { file: string }

describe('consent in words', () => {
  it('says who agreed and until when, and that an end is near', () => {
    expect(consentSentence('verified', record, NOW)).toMatch(/^Ada Quill agreed on .*2025.*, until .*2026/)
    expect(consentSentence('verified', record, NOW + 130 * 86_400_000)).toContain('only until')
  })

  it.each(['unverified', 'expired', 'revoked'] as const)('says of a persona that is %s that it does not speak', (state) => {
    expect(consentSentence(state, { ...record, revokedAt: '2026-01-01T12:00:00.000Z' }, NOW)).toMatch(/cannot speak|does not speak/)
  })

  it('lists uses as one says them', () => {
    expect(scopeWords(['talk', 'meeting'])).toBe('Talking and meetings')
    expect(scopeWords(['meeting'])).toBe('Meetings')
    expect(scopeWords(['talk', 'meeting', 'realtime'])).toBe('Talking, meetings and speech to speech')
  })
})

describe('the intake in words', () => {
  it('counts what became of the files', () => {
    expect(reportSentence({ documents: [document], skipped: [] })).toBe('1 document is ready. Every file could be read.')
    expect(reportSentence({ documents: [document, document], skipped: [{ file: 'b', reason: 'x' }] })).toBe('2 documents are ready; 1 file could not be read, for the reasons below.')
    expect(reportSentence({ documents: [], skipped: [{ file: 'b', reason: 'x' }] })).toContain('No document was made')
  })

  it('never goes back, from the first file to the last step of the index', () => {
    const steps = [1, 2, 3].map((done) => progressShare({ phase: 'reading', done, total: 3, file: 'f' })!)
    steps.push(...[0, 1, 2].map((done) => progressShare({ phase: 'indexing', done, total: 2, file: '' })!))
    expect(steps).toEqual([...steps].sort((a, b) => a - b))
    expect(steps.at(-1)).toBe(1)
    expect(progressShare({ phase: 'reading', done: 0, total: 0, file: '' })).toBeNull()
  })

  it('says how far it is', () => {
    expect(progressSentence({ phase: 'reading', done: 3, total: 20, file: 'x' })).toBe('Read 3 of 20 files.')
    expect(progressSentence({ phase: 'indexing', done: 0, total: 0, file: '', waiting: true })).toMatch(/asked again/)
  })
})

describe('small words', () => {
  it('counts minutes and seconds down', () => {
    expect(countdown(30 * 60_000)).toBe('30:00')
    expect(countdown(61_000)).toBe('1:01')
    expect(countdown(0)).toBe('0:00')
  })

  it('takes the last part of a path of either system', () => {
    expect(fileName('/home/user/Field notes/')).toBe('Field notes')
    expect(fileName('C:\\Users\\user\\notes.docx')).toBe('notes.docx')
  })

  it('makes a file name of any name', () => {
    expect(exportName('Ada  Quill, Ph.D.')).toBe('Ada-Quill-Ph-D.understudy')
    expect(exportName('../../etc')).toBe('etc.understudy')
    expect(exportName('!!!')).toBe('persona.understudy')
  })
})
