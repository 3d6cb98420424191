import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { SentenceEmbedder } from '../embedder.ts'
import { ExtractiveEngine } from '../extractive-engine.ts'
import { PersonaService } from '../persona-service.ts'
import { writeSampleDocuments, type SampleFolder } from '../testing/sample-documents.ts'
import { PersonaLibrary } from './persona-library.ts'

/** From a folder of real-world files to answers, on the real embeddings and the real engine. */
let root: string
let embedder: SentenceEmbedder
let sample: SampleFolder
let persona: PersonaService

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'understudy-sample-'))
  sample = await writeSampleDocuments(join(root, 'documents'))
  embedder = await SentenceEmbedder.load()
  const embed = (texts: string[]): Promise<Float32Array[]> => embedder.embed(texts)
  const library = new PersonaLibrary({
    bundledDirectory: fileURLToPath(new URL('../../../resources/personas', import.meta.url)),
    ownDirectory: join(root, 'personas'),
    embed,
    transcribe: () => Promise.resolve(''),
  })
  const { directory } = await library.create({ folder: join(root, 'documents'), profile: { name: 'Orla Tamsin', organisation: 'Hollowbrook', synthetic: true } })
  persona = await PersonaService.open({ directory, embed, chat: new ExtractiveEngine() })
}, 180_000)
afterAll(async () => {
  persona.dispose()
  embedder.dispose()
  await rm(root, { recursive: true, force: true })
})

async function ask(question: string): Promise<{ outcome: string; citations: { documentId: string; quote: string; startChar: number; endChar: number }[] }> {
  for await (const event of persona.answer({ question })) if (event.type === 'done') return event
  throw new Error('no end')
}

it('answers from files of every kind, each quotation exactly what the document says', async () => {
  expect(sample.questions.length).toBeGreaterThanOrEqual(6)
  for (const { question, fact, file } of sample.questions) {
    const { outcome, citations } = await ask(question)
    expect(outcome, question).toBe('answered')
    expect(citations.some(({ quote, documentId }) => quote.includes(fact) && persona.corpus.document(documentId)?.source === file), question).toBe(true)
    for (const { documentId, quote, startChar, endChar } of citations) expect(persona.corpus.document(documentId)!.text.slice(startChar, endChar)).toBe(quote)
  }
}, 60_000)

it.each(['How do I apply for a passport?', 'What is your favourite film?', 'Who won the match last night?'])('has not spoken about «%s»', async (question) => {
  expect(await ask(question)).toMatchObject({ outcome: 'not_spoken_about', citations: [] })
})

it('answers every question that it suggests', async () => {
  expect(persona.suggestedQuestions.length).toBeGreaterThanOrEqual(4)
  for (const question of persona.suggestedQuestions) expect((await ask(question)).outcome, question).toBe('answered')
}, 60_000)
