import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AnswerMode } from '../contract/persona.ts'
import type { ChatMessage, ChatModel } from './chat-model.ts'
import { conflict } from './conflict.ts'
import { SentenceEmbedder } from './embedder.ts'
import { evaluateFollowUps } from './evaluation/follow-ups.ts'
import { ExtractiveEngine } from './extractive-engine.ts'
import { PersonaService, type AnswerEvent, type HistoryTurn } from './persona-service.ts'
import { makePackage, SAMPLE_QUESTION, SAMPLE_SENTENCE, wordVectors } from './testing/make-package.ts'

type Answer = { answer: string; outcome: string; unquoted: string[]; quotes: string[] }

async function ask(service: PersonaService, question: string, options: { mode?: AnswerMode; history?: HistoryTurn[] } = {}): Promise<Answer> {
  const unquoted: string[] = []
  for await (const event of service.answer({ question, ...options }) as AsyncIterable<AnswerEvent>) {
    if (event.type === 'sentence' && event.unquoted) unquoted.push(event.text)
    if (event.type === 'done') return { ...event, unquoted, quotes: event.citations.map(({ quote }) => quote) }
  }
  throw new Error('no end')
}

describe('how closely it keeps to its documents', () => {
  let directory: string
  let persona: PersonaService
  let prompt: readonly ChatMessage[] = []
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'understudy-modes-'))
    await makePackage(directory)
  })
  afterEach(async () => {
    persona.dispose()
    await rm(directory, { recursive: true, force: true })
  })
  const open = async (chat: ChatModel): Promise<PersonaService> => (persona = await PersonaService.open({ directory, embed: wordVectors, chat }))
  const saying = (answer: string): ChatModel => ({
    async *stream(messages) {
      prompt = messages
      yield answer
    },
  })

  it('strictly says the sentence that stands there, however a model puts it, and once', async () => {
    await open(saying('The lighthouse door gets red paint every second April. [1] Every second April the door of the lighthouse is painted red. [1]'))
    expect((await ask(persona, SAMPLE_QUESTION)).answer).toBe(SAMPLE_SENTENCE)
  })

  it('adaptively lets a model put it in other words, with the source', async () => {
    await open(saying('The lighthouse door is painted red every second April. [1]'))
    expect(await ask(persona, SAMPLE_QUESTION, { mode: 'adaptive' })).toMatchObject({ answer: 'The lighthouse door is painted red every second April.', quotes: [SAMPLE_SENTENCE], unquoted: [] })
  })

  it('creatively lets a model go on, marked, but never with a number or a name that nobody gave', async () => {
    await open(saying(`${SAMPLE_SENTENCE} [1] Care shows in small things like paint. It takes 45 brushes. Ask Bartholomew about brushes. Bartholomew paints best.`))
    const { answer, unquoted } = await ask(persona, SAMPLE_QUESTION, { mode: 'creative' })
    expect(unquoted).toEqual(['Care shows in small things like paint.'])
    expect(answer).toBe(`${SAMPLE_SENTENCE} Care shows in small things like paint.`)
  })

  it('creatively says first that it has not spoken about it', async () => {
    await open(saying("I haven't spoken about that. I would rather keep things simple."))
    expect(await ask(persona, 'Which violin do you play?', { mode: 'creative' })).toMatchObject({ outcome: 'not_spoken_about', unquoted: ['I would rather keep things simple.'] })
    expect((await ask(persona, 'Which violin do you play?')).answer).toBe("I haven't spoken about that.")
  })

  it('is no freer than the owner of somebody real allows', async () => {
    await makePackage(directory, { synthetic: false })
    persona = await PersonaService.open({ directory, embed: wordVectors, chat: new ExtractiveEngine(), consent: { state: () => 'verified', allows: () => true, require: () => undefined } })
    await expect(ask(persona, SAMPLE_QUESTION, { mode: 'creative' })).rejects.toMatchObject({ code: 'forbidden' })
    await writeFile(join(directory, 'policy.json'), JSON.stringify({ formatVersion: 1, answers: 'adaptive' }))
    expect((await ask(persona, SAMPLE_QUESTION, { mode: 'adaptive' })).answer).toContain(SAMPLE_SENTENCE)
  })

  it('takes a wish for what its owner allows at most', async () => {
    await makePackage(directory, { synthetic: false })
    await open(new ExtractiveEngine())
    expect([persona.answerMode(), persona.answerMode('creative')]).toEqual(['strict', 'strict'])
    await writeFile(join(directory, 'policy.json'), JSON.stringify({ formatVersion: 1, answers: 'adaptive' }))
    expect([persona.answerMode(), persona.answerMode('strict'), persona.answerMode('creative')]).toEqual(['adaptive', 'strict', 'adaptive'])
    await writeFile(join(directory, 'policy.json'), 'damaged')
    expect(persona.answerMode('creative')).toBe('strict')
  })

  it('lets whoever talks to a synthetic persona choose, unless its rules forbid it', async () => {
    await open(new ExtractiveEngine())
    expect([persona.answerMode(), persona.answerMode('creative')]).toEqual(['strict', 'creative'])
    await writeFile(join(directory, 'policy.json'), JSON.stringify({ formatVersion: 1, answers: 'strict' }))
    expect(persona.answerMode('creative')).toBe('strict')
    await expect(ask(persona, SAMPLE_QUESTION, { mode: 'creative' })).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('tells a language model of the person’s manner, and softens what the embedded engine quotes without changing it', async () => {
    await writeFile(join(directory, 'style.json'), JSON.stringify({ formatVersion: 1, meanSentenceWords: 9.4, favouriteWords: ['tide'], openings: ['Look here'], hedges: ['I think'], humour: 0 }))
    await open(saying(`${SAMPLE_SENTENCE} [1]`))
    await ask(persona, SAMPLE_QUESTION)
    expect(prompt[0]!.content).toContain('sentences of about 9 words; likes the words «tide»; often begins with «Look here»; softens with «I think»; jokes seldom')
    persona.dispose()
    await open(new ExtractiveEngine())
    expect(await ask(persona, SAMPLE_QUESTION, { mode: 'adaptive' })).toMatchObject({ answer: expect.stringMatching(/^As I see it: We paint/) as string, quotes: expect.arrayContaining([SAMPLE_SENTENCE]) as string[] })
    expect((await ask(persona, SAMPLE_QUESTION)).answer).toMatch(/^We paint/)
  })

  it('tells two statements that contradict each other with their dates, the later first', async () => {
    const write = (id: string, date: string, text: string): Promise<void> => writeFile(join(directory, 'documents', `${id}.md`), `---\ntitle: ${id}\nkind: memo\ndate: ${date}\n---\n${text}\n`)
    await write('boat-before', '2022-03-01', 'A seat in the harbour boat costs 7 pounds for visitors.')
    await write('boat-after', '2024-05-01', 'A seat in the harbour boat costs 9 pounds for visitors.')
    await open(new ExtractiveEngine())
    expect((await ask(persona, 'What does a seat in the harbour boat cost visitors?')).answer).toBe(
      'In May 2024 I wrote: A seat in the harbour boat costs 9 pounds for visitors. Before that, in March 2022, I wrote: A seat in the harbour boat costs 7 pounds for visitors.',
    )
  })

  it('does not forget a topic that was taken out when a question merely points at it', async () => {
    await open(new ExtractiveEngine())
    await writeFile(join(directory, 'policy.json'), JSON.stringify({ formatVersion: 1, refusedTopics: ['door'] }))
    const history = [{ question: SAMPLE_QUESTION, answer: '' }]
    expect((await ask(persona, 'And why is that?', { history })).answer).toBe("I don't speak about that topic.")
  })
})

it.each([
  ['Support costs 9 euros for shops in town.', 'Support costs 14 euros for shops in town.', true],
  ['We sell the kitchen sensor in shops.', 'We no longer sell the kitchen sensor in shops.', true],
  ['Support costs 9 euros for shops in town.', 'Support for shops in town costs 9 euros.', false],
  ['Support costs 9 euros for shops.', 'The garden has 14 euros worth of flowers.', false],
])('«%s» and «%s» contradict each other: %s', (a, b, expected) => {
  expect(conflict(a, b)).toBe(expected)
})

describe('a question that leans on the one before', () => {
  let embedder: SentenceEmbedder
  beforeAll(async () => {
    embedder = await SentenceEmbedder.load()
  }, 60_000)
  afterAll(() => embedder.dispose())

  it('is answered about what was spoken of, far more often than by its own words', async () => {
    const directory = fileURLToPath(new URL('../../resources/personas/iris-valdane', import.meta.url))
    const persona = await PersonaService.open({ directory, embed: (texts) => embedder.embed(texts), chat: new ExtractiveEngine() })
    const [dev, test] = [await evaluateFollowUps(persona, 'dev'), await evaluateFollowUps(persona, 'test')]
    persona.dispose()
    expect(dev.right / dev.asked).toBeGreaterThanOrEqual(0.85)
    expect(test.right / test.asked).toBeGreaterThanOrEqual(0.65)
  }, 60_000)
})
