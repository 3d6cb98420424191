import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AnswerMode } from '../contract/persona.ts'
import { PersonaService, type AnswerEvent } from './persona-service.ts'
import { makePackage, SAMPLE_QUESTION, SAMPLE_SENTENCE, wordVectors } from './testing/make-package.ts'

type Said = Extract<AnswerEvent, { type: 'sentence' }>

let directory: string
let persona: PersonaService
/** What the model had written when each sentence was told. */
let written = ''

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'understudy-early-'))
  await makePackage(directory)
  written = ''
})
afterEach(async () => {
  persona.dispose()
  await rm(directory, { recursive: true, force: true })
})

/** Asks a model that writes word by word. */
async function ask(answer: string, mode: AnswerMode): Promise<{ said: (Said & { after: string })[]; answer: string; quotes: string[] }> {
  const said: (Said & { after: string })[] = []
  persona = await PersonaService.open({
    directory,
    embed: wordVectors,
    chat: {
      async *stream() {
        for (const word of answer.split(/(?<= )/)) {
          written += word
          yield await Promise.resolve(word)
        }
      },
    },
  })
  for await (const event of persona.answer({ question: SAMPLE_QUESTION, mode })) {
    if (event.type === 'sentence') said.push({ ...event, after: written })
    if (event.type === 'done') return { said, answer: event.answer, quotes: event.citations.map(({ quote }) => quote) }
  }
  throw new Error('no end')
}

describe('strictly', () => {
  it('says the sentence of the document, whole, as soon as its first words tell which it is, and once', async () => {
    const { said, answer, quotes } = await ask(`${SAMPLE_SENTENCE} [1] The paint comes from the harbour shop and lasts for two winters. [1]`, 'strict')
    expect(said.map(({ text }) => text)).toEqual([SAMPLE_SENTENCE, 'The paint comes from the harbour shop and lasts for two winters.'])
    expect(said[0]!.after.split(' ').length).toBeLessThanOrEqual(7)
    expect(answer).toBe(said.map(({ text }) => text).join(' '))
    expect(quotes).toHaveLength(2)
  })

  it('says what was written there, whatever the model makes of the end', async () => {
    const { said, answer } = await ask('We paint the lighthouse door red every Sunday with 45 brushes from Bartholomew. [1]', 'strict')
    expect(said).toHaveLength(1)
    expect(answer).toBe(SAMPLE_SENTENCE)
  })

  it('waits where the words are not those of a document', async () => {
    const { said } = await ask('The lighthouse door gets red paint every second April. [1]', 'strict')
    expect(said.map(({ text }) => text)).toEqual([SAMPLE_SENTENCE])
    expect(said[0]!.after).toContain('[1]')
  })
})

describe('adaptively', () => {
  it('says a first clause that a document carries, then the rest as the same sentence', async () => {
    const { said, answer } = await ask('We paint the lighthouse door red every second April, with paint from the harbour shop. [1]', 'adaptive')
    expect(said.map(({ index, text, continues }) => ({ index, text, continues }))).toEqual([
      { index: 0, text: 'We paint the lighthouse door red every second April,', continues: undefined },
      { index: 0, text: 'with paint from the harbour shop.', continues: true },
    ])
    expect(said[0]!.after).not.toContain('harbour')
    expect(answer).toBe('We paint the lighthouse door red every second April, with paint from the harbour shop.')
  })

  it.each([
    ['hangs on what follows', 'If the lighthouse door is red every second April, we paint it. [1]'],
    ['is carried by no document', 'We sell ice cream on the big lighthouse terrace, and paint the door red every second April. [1]'],
    ['holds a number that nobody gave', 'We paint the lighthouse door red every 45 days, with paint from the harbour shop. [1]'],
  ])('never says a clause by itself that %s', async (_, sentence) => {
    const { said } = await ask(sentence, 'adaptive')
    expect(said.every(({ after }) => after.includes('[1]'))).toBe(true)
  })

  it('ends with the clause where the rest may not be said', async () => {
    const { said, answer } = await ask('We paint the lighthouse door red every second April, with 45 brushes from Bartholomew. [1]', 'adaptive')
    expect(said).toHaveLength(1)
    expect(answer).toBe('We paint the lighthouse door red every second April.')
  })

  it('begins no sentence that review took out', async () => {
    await writeFile(
      join(directory, 'corrections.json'),
      JSON.stringify({ formatVersion: 1, approved: [], never: [{ id: 'n', sentence: 'We paint the lighthouse door red every second April, with paint from the harbour shop.', turnId: null, createdAt: '2026-01-01T00:00:00.000Z' }] }),
    )
    const { said } = await ask('We paint the lighthouse door red every second April, with paint from the harbour shop. [1]', 'adaptive')
    expect(said.map(({ text }) => text).join(' ')).not.toContain('red')
  })
})
