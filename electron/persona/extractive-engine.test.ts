import { describe, expect, it } from 'vitest'
import type { AnswerMode, PersonaManifest } from '../contract/persona.ts'
import { ExtractiveEngine } from './extractive-engine.ts'
import { buildPrompt } from './prompt.ts'
import type { RankedPassage } from './retriever.ts'
import { segmentSentences } from './segment.ts'
import { opening } from './sentence-choice.ts'

/** What it makes of passages, by words alone. */
async function answerTo(question: string, texts: readonly string[], mode: AnswerMode = 'strict'): Promise<string> {
  const passages = texts.map((text, i): RankedPassage => ({
    documentId: `d${i}`, document: 'Notes', kind: 'note', heading: '', startChar: 0, endChar: text.length, text, score: 1 - i * 0.01,
    sentences: segmentSentences(text).map((span) => ({ ...span, score: relevance(question, text.slice(span.startChar, span.endChar)) })),
  }))
  const messages = buildPrompt({ manifest: { name: 'Ada' } as PersonaManifest, passages, nearestTopic: null, question, mode })
  let answer = ''
  for await (const delta of new ExtractiveEngine().stream(messages)) answer += delta
  return answer.replace(/ \[\d\]/g, '')
}

function relevance(question: string, sentence: string): number {
  const asked = question.toLowerCase().match(/\w{4,}/g) ?? []
  return asked.filter((word) => sentence.toLowerCase().includes(word)).length / asked.length
}

describe('an answer that is heard', () => {
  it('begins with what was asked for and not with its announcement', async () => {
    const answer = await answerTo('How do you water seedlings?', ['Before we start, here is how we water seedlings. Seedlings get water from below, every morning. The trays stand in a basin until noon.'])
    expect(answer).toMatch(/^Seedlings get water from below/)
    expect(answer).not.toContain('here is how')
  })

  it('has three sentences at most, two where it may be shorter', async () => {
    const long = (thing: string): string => `The ${thing} of the greenhouse were repainted by the whole family during the long dry weeks of the late summer.`
    const texts = [[long('windows'), long('doors'), long('benches')].join(' '), [long('tables'), long('heaters')].join(' ')]
    const sentences = async (mode: AnswerMode): Promise<number> => segmentSentences(await answerTo('What was repainted in the greenhouse?', texts, mode)).length
    expect(await sentences('strict')).toBeLessThanOrEqual(3)
    expect(await sentences('adaptive')).toBeLessThanOrEqual(2)
  })

  it('says what «it» is, however short it has to be', async () => {
    const answer = await answerTo('Did the frost kill the plum trees in the orchard?', [
      'We planted a row of plum trees at the lower end of the old orchard by the river in the spring of that year. It was a mistake of mine and of nobody else, as everybody on the farm had told me so. They were killed by frost in the orchard, plum after plum.',
    ])
    expect(answer).toContain('They were killed by frost')
    expect(answer).not.toMatch(/^They/)
  })

  it('says the items of a list with what announces their number', async () => {
    expect(await answerTo('Which three tools do you carry?', ['We carry three tools, always the same. A knife. A brush. A tape measure that belonged to my father.'])).toBe('We carry three tools, always the same. A knife. A brush.')
  })
})

it('leaves a connective off only where the rest is a sentence', () => {
  expect(opening('But we kept the trays.')).toBe('We kept the trays.')
  expect(opening('So far there has been one frost.')).toBe('So far there has been one frost.')
  expect(opening('Then come five numbers.')).toBe('Then come five numbers.')
})
