import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Correction } from '../../contract/review.ts'
import { SentenceEmbedder } from '../embedder.ts'
import { evaluateParaphrases, loadParaphraseSet } from '../evaluation/paraphrases.ts'
import { ParaphraseMatcher } from './paraphrase-matcher.ts'
import { NO_NAMES } from './question-frame.ts'

const NO_HURRY_MS = 600_000

let embedder: SentenceEmbedder
let matcher: ParaphraseMatcher

beforeAll(async () => {
  embedder = await SentenceEmbedder.load()
  matcher = new ParaphraseMatcher((texts) => embedder.embed(texts), NO_NAMES, NO_HURRY_MS)
}, 120_000)
afterAll(() => embedder.dispose())

async function asksTheSame(question: string, known: string): Promise<boolean> {
  const correction: Correction = { id: known, question: known, text: '…', turnId: null, createdAt: '' }
  return (await matcher.match(question, [correction])) !== null
}

describe('a question that asks the same in other words', () => {
  it.each([
    ['How quickly does a technician arrive?', 'How fast does a technician reach the customer?'],
    ['how regularly do I have to talk to my boss', 'How often should I talk to my lead?'],
    ['To whom does the company belong?', 'Who owns the company?'],
    ['um is punctuality important to you', 'How important is punctuality to you?'],
    ['What kind of things make you mad?', 'What makes you angry?'],
    ['is it true that you plan to hire more women', 'Are you planning to hire more women?'],
  ])('is recognised: %s', async (question, known) => {
    expect(await asksTheSame(question, known)).toBe(true)
  })

  it.each([
    ['Have you ever been fired?', 'Have you ever fired somebody?'],
    ['why did the customer say no', 'Why would we say no to a customer?'],
    ['Which languages do you speak?', 'Which languages do I need to speak?'],
    ['Will you fire somebody this year?', 'Have you ever fired somebody?'],
    ['What is a security incident?', 'How should we handle a security incident?'],
    ['How do I become a mentor?', 'Is there a mentor for new people?'],
  ])('is told from one that asks another thing: %s', async (question, known) => {
    expect(await asksTheSame(question, known)).toBe(false)
  })

  it('is found in most cases in the development sets, and hardly ever taken for another', async () => {
    for (const split of ['dev', 'unseen'] as const) {
      const { recall, falseAlarms, strangers } = await evaluateParaphrases(await loadParaphraseSet(split), (question, corrections) => matcher.match(question, corrections))
      expect(recall).toBeGreaterThan(0.65)
      expect(falseAlarms).toBeLessThan(0.03)
      expect(strangers).toBeLessThan(0.001)
    }
  }, 300_000)
})
