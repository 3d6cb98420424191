import { describe, expect, it } from 'vitest'
import { moodOf } from './mood.ts'

const nameOf = (sentence: string, question?: string): string => moodOf(sentence, question).name

describe('the mood of a sentence', () => {
  it.each([
    ['Two of our colleagues died in the storm.', 'sadness'],
    ['I am sorry, we had to lay off eighty people.', 'concern'],
    ['The outage was a mistake of ours.', 'concern'],
    ['We were so proud when the mast stood.', 'joy'],
    ['Congratulations to the whole crew!', 'joy'],
    ['To our surprise, nobody had measured it before. It amazed me.', 'neutral'],
    ['That amazed me.', 'surprise'],
    ['The turbine turns at twelve revolutions a minute.', 'neutral'],
    ['', 'neutral'],
  ])('«%s» is %s', (sentence, mood) => expect(nameOf(sentence)).toBe(mood))

  it('does not smile at bad news: not in the same sentence, not under a grave question', () => {
    expect(nameOf('I am happy to say that nobody died.')).toBe('sadness')
    expect(nameOf('We celebrated, and then we lost the contract.')).toBe('concern')
    expect(nameOf('I am glad you asked.', 'My father died last week, what should I do?')).toBe('neutral')
    expect(nameOf('It turns at twelve revolutions.', 'My father died last week.')).toBe('concern')
    expect(nameOf('Our best year ever, and I am proud of it.', 'Why were so many people laid off?')).toBe('neutral')
  })

  it('does not feel what is denied', () => {
    expect(nameOf("I wasn't happy with the first rotor.")).toBe('neutral')
    expect(nameOf('Nothing went wrong.')).toBe('neutral')
  })

  it('takes whole words: no death in «deadline», no war in «toward», no loss in «glossy»', () => {
    expect(nameOf('The deadline moved toward a glossy brochure, and warm it was.')).toBe('neutral')
  })
})
