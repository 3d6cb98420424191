import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ChatModel } from '../chat-model.ts'
import { SentenceEmbedder } from '../embedder.ts'
import { loadEvaluationSet } from '../evaluation/evaluate.ts'
import { ExtractiveEngine } from '../extractive-engine.ts'
import { PersonaService, type AnswerEvent } from '../persona-service.ts'
import { words } from '../terms.ts'
import { Corrections } from './corrections.ts'

const PERSONA = fileURLToPath(new URL('../../../resources/personas/iris-valdane', import.meta.url))

// Real engines on whatever machine this is.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let embedder: SentenceEmbedder
let folder: string
let path: string

beforeAll(async () => {
  embedder = await SentenceEmbedder.load()
}, 60_000)
afterAll(() => embedder.dispose())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-corrections-'))
  path = join(folder, 'corrections.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const embed = (texts: string[]): Promise<Float32Array[]> => embedder.embed(texts)

function openPersona(chat: ChatModel = new ExtractiveEngine()): Promise<PersonaService> {
  return PersonaService.open({ directory: PERSONA, embed, chat, correctionsPath: path })
}

async function ask(persona: PersonaService, question: string, history: { question: string; answer: string }[] = []): Promise<{ events: AnswerEvent[]; said: string[]; done: Extract<AnswerEvent, { type: 'done' }> }> {
  const events: AnswerEvent[] = []
  for await (const event of persona.answer({ question, history })) events.push(event)
  const done = events.at(-1)
  if (done?.type !== 'done') throw new Error('no end')
  return { events, done, said: events.flatMap((event) => (event.type === 'sentence' ? [event.text] : [])) }
}

function plain(text: string): string {
  return words(text).join(' ')
}

describe('an approved answer', () => {
  const TEXT = 'It was my decision alone. The 79 euros never paid for the telephone.'

  it('is what the persona says from then on, sentence by sentence, cited whole as approved', async () => {
    const persona = await openPersona()
    const { id } = await persona.corrections.add({ question: 'Why did you close Wren Home?', text: TEXT, turnId: 't1' })
    const { events, said, done } = await ask(persona, 'why did you close renholm')
    expect(events.find(({ type }) => type !== 'stage')?.type).toBe('citations')
    expect(said).toEqual(['It was my decision alone.', 'The 79 euros never paid for the telephone.'])
    expect(done).toMatchObject({ outcome: 'answered', answer: TEXT })
    expect(done.citations).toEqual([
      { marker: 1, documentId: `approved:${id}`, document: 'Approved answer', date: new Date().toISOString().slice(0, 10), quote: TEXT, startChar: 0, endChar: TEXT.length },
    ])
    expect(persona.document(`approved:${id}`)).toMatchObject({ title: 'Approved answer', text: TEXT })
    expect(persona.document('2024-09-closing-wren-home')?.title).toBe('Closing Wren Home')
    persona.dispose()
  })

  it('outlives the process, is seen by another, and goes when it is taken back', async () => {
    const first = await openPersona()
    const second = await openPersona()
    const { id } = await first.corrections.add({ question: 'What is the dress code?', text: 'Wear what you like.', turnId: null })
    expect((await ask(second, 'what is the dress code')).done.answer).toBe('Wear what you like.')
    await second.corrections.remove([id])
    expect((await ask(first, 'what is the dress code')).done.answer).not.toContain('Wear what you like')
    first.dispose()
    second.dispose()
  })

  it('loses no change when several are made at once', async () => {
    const corrections = await Corrections.open({ path, embed })
    await Promise.all(Array.from({ length: 8 }, (_, i) => corrections.add({ question: `Question ${i}?`, text: `Answer ${i}.`, turnId: null })))
    expect((await Corrections.open({ path, embed })).list().approved).toHaveLength(8)
  })

  it.each(['{"formatVersion":1,"approved":[', '{"formatVersion":1,"approved":[{"id":3}],"never":[]}', ''])('refuses a damaged file and leaves it as it is: %s', async (content) => {
    writeFileSync(path, content)
    await expect(Corrections.open({ path, embed })).rejects.toMatchObject({ code: 'persona_invalid' })
    await expect(openPersona()).rejects.toMatchObject({ code: 'persona_invalid' })
    expect(readFileSync(path, 'utf8')).toBe(content)
  })

  it('does not speak, and writes nothing, once the file was damaged while it ran', async () => {
    const persona = await openPersona()
    writeFileSync(path, 'not json')
    await expect(ask(persona, 'Why did you close Wren Home?')).rejects.toMatchObject({ code: 'persona_invalid' })
    await expect(persona.corrections.quarantine(['I sleep now.'], null)).rejects.toMatchObject({ code: 'persona_invalid' })
    expect(readFileSync(path, 'utf8')).toBe('not json')
    persona.dispose()
  })
})

describe('a quarantined sentence', () => {
  it('comes back in none of the askings of anything, with the real engine', async () => {
    const persona = await openPersona()
    const questions = (await loadEvaluationSet('dev')).answered.slice(0, 60).map(({ question }) => question)
    const { said } = await ask(persona, 'Why did you close Wren Home?')
    const never = [...said, 'At 02:05 a certificate on our message broker expired.', 'Sixteen weeks at full pay for every parent, whoever gave birth.', "I don't care where somebody studied."]
    await persona.corrections.quarantine(never, null)
    for (const question of questions) {
      const answer = await ask(persona, question)
      for (const sentence of never) expect(plain(answer.done.answer), question).not.toContain(plain(sentence.replace(/^(But|And|So|Then),? /, '')))
      for (const { quote } of answer.done.citations) for (const sentence of never) expect(plain(quote), question).not.toContain(plain(sentence))
    }
    persona.dispose()
  }, 60_000)

  it('leaves the rest of its passage to be said, and nothing where nothing is left', async () => {
    const persona = await openPersona()
    const before = await ask(persona, 'How long is parental leave?')
    await persona.corrections.quarantine([before.said[0]!], null)
    const after = await ask(persona, 'How long is parental leave?')
    expect(after.said).not.toContain(before.said[0])
    await persona.corrections.quarantine([persona.document('2025-05-staff-questions')!.text], null)
    const nothing = await ask(persona, 'How long is parental leave?')
    expect(nothing.done).toMatchObject({ outcome: 'not_spoken_about', citations: [] })
    persona.dispose()
  })

  it('is never offered to a language model, not even as what it said before, and never passes from one that keeps saying it', async () => {
    const NEVER = 'At 02:05 a certificate on our message broker expired.'
    const variations = [
      NEVER, `But at 02:05 a certificate on our message broker expired.`, `At 02:05 a certificate on our message broker expired, and nobody woke up.`,
      'In August 2024 I said: At 02:05 a certificate on our message broker expired.', 'A certificate on our message broker expired at 02:05.',
      'At 02:05, I regret to say, a certificate on our message broker had expired.', 'At 02:05 a certificate. On our message broker expired.',
    ]
    let turn = 0
    const prompts: string[] = []
    const liar: ChatModel = {
      async *stream(messages) {
        prompts.push(messages.map(({ content }) => content).join('\n'))
        yield variations[turn++ % variations.length]!.replace(/\.(?= |$)/g, '. [1]')
      },
    }
    const persona = await openPersona(liar)
    const permitted = await ask(persona, 'What happened on Silent Sunday?')
    expect(permitted.done.answer).toContain('certificate')
    await persona.corrections.quarantine([NEVER], null)
    prompts.length = 0
    for (let i = 0; i < 56; i += 1) {
      const { done } = await ask(persona, i % 2 ? 'What happened on Silent Sunday?' : 'Whose fault was Silent Sunday?', [{ question: 'And?', answer: `Well. ${NEVER} That was it.` }])
      expect(done.answer).not.toMatch(/broker expired|certificate.*expired/i)
    }
    expect(prompts).toHaveLength(56)
    for (const prompt of prompts) expect(prompt).not.toContain('certificate on our message broker expired')
    persona.dispose()
  }, 30_000)

  it('is left out of an approved answer that was there before, and kept out of a new one', async () => {
    const persona = await openPersona()
    await persona.corrections.add({ question: 'Will you go public?', text: 'We stay private. I promise that for ten years.', turnId: null })
    await persona.corrections.quarantine(['I promise that for ten years.'], null)
    const { done } = await ask(persona, 'Will you go public?')
    expect(done.answer).toBe('We stay private.')
    expect(done.citations.map(({ quote }) => quote)).toEqual(['We stay private.'])
    await expect(persona.corrections.add({ question: 'Anything?', text: 'Yes. And I promise that for ten years.', turnId: null })).rejects.toMatchObject({ code: 'bad_request' })
    await persona.corrections.quarantine(['We stay private.'], null)
    expect((await ask(persona, 'Will you go public?')).done).toMatchObject({ outcome: 'not_spoken_about', citations: [] })
    persona.dispose()
  })

  it('refuses what holds no word', async () => {
    const corrections = await Corrections.open({ path, embed })
    await expect(corrections.quarantine([' … '], null)).rejects.toMatchObject({ code: 'bad_request' })
  })
})
