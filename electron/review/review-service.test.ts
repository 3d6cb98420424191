import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'libsql'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { TurnRecord } from '../contract/turn.ts'
import { SentenceEmbedder } from '../persona/embedder.ts'
import { ExtractiveEngine } from '../persona/extractive-engine.ts'
import { PersonaService } from '../persona/persona-service.ts'
import { TurnStore } from '../store/turn-store.ts'
import { ReviewService } from './review-service.ts'

const PERSONA = fileURLToPath(new URL('../../resources/personas/iris-valdane', import.meta.url))
const QUESTION = 'How long is parental leave?'

// Real engines on whatever machine this is.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let embedder: SentenceEmbedder
let folder: string
let store: TurnStore
let persona: PersonaService
let review: ReviewService
let clock: number

beforeAll(async () => {
  embedder = await SentenceEmbedder.load()
}, 60_000)
afterAll(() => embedder.dispose())
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-review-'))
  store = new TurnStore({ path: join(folder, 'turns.db') })
  persona = await PersonaService.open({
    directory: PERSONA, embed: (texts) => embedder.embed(texts), chat: new ExtractiveEngine(), correctionsPath: join(folder, 'corrections.json'),
  })
  clock = Date.UTC(2026, 0, 1)
  review = new ReviewService({ store, persona: () => persona, actor: () => 'owner', now: () => new Date((clock += 1000)) })
})
afterEach(async () => {
  persona.dispose()
  await store.dispose()
  rmSync(folder, { recursive: true, force: true })
})

async function answerTo(question: string): Promise<Pick<TurnRecord, 'answer' | 'outcome' | 'citations'>> {
  for await (const event of persona.answer({ question })) if (event.type === 'done') return event
  throw new Error('no end')
}

/** A turn as the conversation records it. */
async function recordTurn(id: string, overrides: Partial<TurnRecord> = {}): Promise<TurnRecord> {
  const question = overrides.question ?? QUESTION
  const { answer, outcome, citations } = await answerTo(question)
  const record: TurnRecord = {
    id, personaId: 'iris-valdane', origin: 'hold', startedAt: new Date(Date.UTC(2026, 0, Number(id.slice(1)))).toISOString(),
    question, answer, outcome, citations, sentences: [],
    trace: { transcriptMs: null, firstTokenMs: null, firstAudioMs: null, firstFrameMs: null, doneMs: null }, heardMs: 0, error: null,
    ...overrides,
  }
  await store.begin(record)
  await store.update(record, true)
  return record
}

describe('the queue', () => {
  it('holds what was said, of this persona, newest first, by filter, mode and words', async () => {
    await recordTurn('t1')
    await recordTurn('t2', { origin: 'meeting', question: 'What happened on Silent Sunday?' })
    await recordTurn('t3', { origin: 'typed', question: 'Do you have patents?' })
    await recordTurn('t4', { answer: '', outcome: 'no_speech' })
    await recordTurn('t5', { personaId: 'somebody-else' })
    await review.decide('t1', { type: 'approve' })
    await review.decide('t3', { type: 'note', text: 'Ask legal about 100%.' })

    const ids = async (query: Parameters<ReviewService['queue']>[0]): Promise<string[]> => (await review.queue(query)).items.map(({ turn }) => turn.id)
    expect(await ids({})).toEqual(['t3', 't2'])
    expect(await ids({ filter: 'all' })).toEqual(['t3', 't2', 't1'])
    expect(await ids({ filter: 'approved' })).toEqual(['t1'])
    expect(await ids({ filter: 'all', origin: 'meeting' })).toEqual(['t2'])
    expect(await ids({ filter: 'all', search: 'SILENT' })).toEqual(['t2'])
    expect(await ids({ filter: 'all', search: '100%' })).toEqual(['t3'])
    expect(await ids({ filter: 'all', search: '0% l' })).toEqual([])
    expect(await ids({ filter: 'all', limit: 1, before: '2026-01-03T00:00:00.000Z' })).toEqual(['t2'])
    expect((await review.queue({ search: 'nothing like it' })).counts).toEqual({ pending: 2, approved: 1, corrected: 0, never: 0, all: 3 })
  })

  it('loses a deleted turn with its review; the correction stays', async () => {
    await recordTurn('t1')
    await review.decide('t1', { type: 'correct', text: 'Twenty weeks from now on.' })
    await store.delete('t1')
    expect((await review.queue({ filter: 'all' })).items).toEqual([])
    await expect(review.get('t1')).rejects.toMatchObject({ code: 'not_found' })
    expect((await answerTo(QUESTION)).answer).toBe('Twenty weeks from now on.')
    await store.dispose()
    const database = new Database(join(folder, 'turns.db'))
    database.exec("PRAGMA foreign_keys = ON; DELETE FROM turns WHERE id = 't1'")
    expect(database.prepare('SELECT count(*) AS n FROM reviews').get()).toMatchObject({ n: 0 })
    expect(database.prepare('SELECT count(*) AS n FROM review_steps').get()).toMatchObject({ n: 0 })
    expect(database.prepare('SELECT count(*) AS n FROM review_audit').get()).toMatchObject({ n: 1 })
    database.close()
  })
})

describe('a verdict', () => {
  it('in words changes the next answer, comparably, until it is taken back', async () => {
    const { answer } = await recordTurn('t1')
    const decided = await review.decide('t1', { type: 'correct', text: 'Twenty weeks from now on. Please take them.' })
    expect(decided).toMatchObject({ verdict: 'corrected', correction: 'Twenty weeks from now on. Please take them.' })
    expect(decided.decidedAt).not.toBeNull()
    const { before, after } = await review.askAgain('t1')
    expect(before.answer).toBe(answer)
    expect(after.answer).toBe('Twenty weeks from now on. Please take them.')
    expect(after.citations[0]?.documentId).toMatch(/^approved:/)
    expect((await store.list()).map(({ id }) => id)).toEqual(['t1'])

    expect(await review.undo('t1')).toMatchObject({ verdict: null, correction: null, decidedAt: null })
    expect((await review.askAgain('t1')).after.answer).toBe(answer)
    await expect(review.undo('t1')).rejects.toMatchObject({ code: 'bad_request' })
  })

  it('takes the place of the one before, and each can be taken back in turn', async () => {
    await recordTurn('t1')
    await review.decide('t1', { type: 'correct', text: 'First.' })
    await review.decide('t1', { type: 'correct', text: 'Second.' })
    expect((await review.allCorrections()).approved.map(({ text }) => text)).toEqual(['Second.'])
    expect(await review.decide('t1', { type: 'approve' })).toMatchObject({ verdict: 'approved', correction: null })
    expect((await review.allCorrections()).approved).toEqual([])
    expect(await review.undo('t1')).toMatchObject({ verdict: 'corrected', correction: 'Second.' })
    expect(await review.undo('t1')).toMatchObject({ verdict: 'corrected', correction: 'First.' })
    expect((await review.allCorrections()).approved.map(({ text }) => text)).toEqual(['First.'])
  })

  it('«never» keeps the sentences out, adds up, and leaves the note alone', async () => {
    const { answer } = await recordTurn('t1')
    const sentences = answer.match(/[^.]+\./g)!.map((sentence) => sentence.trim())
    await review.decide('t1', { type: 'note', text: 'Too precise.' })
    await review.decide('t1', { type: 'never', sentences: [sentences[0]!] })
    expect(await review.decide('t1', { type: 'never', sentences: [sentences[1]!] })).toMatchObject({ verdict: 'never', never: sentences.slice(0, 2), note: 'Too precise.' })
    const { after } = await review.askAgain('t1')
    for (const sentence of sentences.slice(0, 2)) expect(after.answer).not.toContain(sentence)
    await review.decide('t1', { type: 'note', text: 'Still.' })
    expect(await review.undo('t1')).toMatchObject({ verdict: 'never', never: [sentences[0]], note: 'Still.' })
    expect((await review.allCorrections()).never.map(({ sentence }) => sentence)).toEqual([sentences[0]])
  })

  it('is refused where it cannot be meant', async () => {
    await recordTurn('t1', { personaId: 'somebody-else' })
    await recordTurn('t2', { question: 'Are you a real person?' })
    await recordTurn('t3')
    await expect(review.decide('t1', { type: 'approve' })).rejects.toMatchObject({ code: 'bad_request' })
    await expect(review.decide('t2', { type: 'correct', text: 'Yes, I am.' })).rejects.toMatchObject({ code: 'bad_request' })
    await expect(review.decide('t2', { type: 'never', sentences: ['No, I am not a person.'] })).rejects.toMatchObject({ code: 'bad_request' })
    await expect(review.decide('t9', { type: 'approve' })).rejects.toMatchObject({ code: 'not_found' })
    await review.decide('t3', { type: 'never', sentences: ['We will move to the moon.'] })
    await expect(review.decide('t3', { type: 'correct', text: 'Yes. We will move to the moon.' })).rejects.toMatchObject({ code: 'bad_request' })
    expect((await review.allCorrections()).approved).toEqual([])
  })

  it('changes nothing for the persona when it cannot be kept', async () => {
    await recordTurn('t1')
    const spoilt = new ReviewService({ store: Object.assign(Object.create(store) as TurnStore, { recordReview: () => Promise.reject(new Error('full')) }), persona: () => persona })
    await expect(spoilt.decide('t1', { type: 'correct', text: 'Never kept.' })).rejects.toThrow('full')
    expect(JSON.parse(readFileSync(join(folder, 'corrections.json'), 'utf8'))).toMatchObject({ approved: [] })
  })

  it('goes when its correction is removed from the list', async () => {
    await recordTurn('t1')
    await review.decide('t1', { type: 'correct', text: 'Twenty weeks.' })
    const [correction] = (await review.allCorrections()).approved
    await review.removeCorrection(correction!.id)
    expect((await review.get('t1')).review).toMatchObject({ verdict: null, correction: null })
    expect((await answerTo(QUESTION)).answer).not.toBe('Twenty weeks.')
    await expect(review.removeCorrection(correction!.id)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('the trail of decisions', () => {
  it('says who decided what and when, holds no words, and shows every change made to it', async () => {
    await recordTurn('t1')
    await Promise.all([review.decide('t1', { type: 'correct', text: 'A canary sentence.' }), review.decide('t1', { type: 'approve' }), review.undo('t1')])
    const { rows, intact } = await review.audit()
    expect(intact).toBe(true)
    expect(rows.map(({ sequence, actor, action, turnId }) => [sequence, actor, action, turnId])).toEqual([[1, 'owner', 'correct', 't1'], [2, 'owner', 'approve', 't1'], [3, 'owner', 'undo', 't1']])
    expect(JSON.stringify(rows)).not.toContain('canary')
    await store.dispose()

    const database = new Database(join(folder, 'turns.db'))
    expect(() => database.exec("UPDATE review_audit SET actor = 'nobody' WHERE sequence = 2")).toThrow(/append only/)
    expect(() => database.exec('DELETE FROM review_audit')).toThrow(/append only/)
    database.exec("DROP TRIGGER review_audit_is_final; UPDATE review_audit SET actor = 'nobody' WHERE sequence = 2")
    database.close()
    store = new TurnStore({ path: join(folder, 'turns.db') })
    review = new ReviewService({ store, persona: () => persona })
    expect((await review.audit()).intact).toBe(false)
  })
})
