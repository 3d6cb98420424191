import { describe, expect, it } from 'vitest'
import { Vocabulary } from './query-terms.ts'

const vocabulary = new Vocabulary(['We buy freezers for hospitals. Shares are for employees. Nobody is dismissed.'], { names: ['Wren Home'], everywhere: ['Ada'] })
const foreign = (question: string): string[] => [...vocabulary.read(question).foreign]

describe('things in a question that nobody here has a word for', () => {
  it.each([
    ['do you buy shares of a railway', ['railway']],
    ['which parachute is for hospitals', ['parachute']],
    ['who buys freezers', []],
  ])('«%s»: %j', (question, expected) => {
    expect(foreign(question)).toEqual(expected)
  })

  it('are neither deeds in other words, nor what is called by another name here, nor names of several words', () => {
    expect(foreign('did you swallow it carefully')).toEqual([])
    expect(foreign('will there be layoffs')).toEqual([])
    expect(foreign('what about wren home')).toEqual([])
  })
})
