import { describe, expect, it } from 'vitest'
import { normaliseTranscript, tidyTranscript, wordErrorRate } from './transcript-text.ts'

describe('normaliseTranscript', () => {
  it.each([
    ['Well — “Hello,” she said!', 'well hello she said'],
    ["It’s the workers' shop", "it's the workers shop"],
    ['Dr. Ash is OK', 'doctor ash is okay'],
    ['20% of 1,250', 'twenty percent of one thousand two hundred and fifty'],
    ['twenty-one', 'twenty one'],
    ['21', 'twenty one'],
    ['…', ''],
  ])('«%s»', (text, words) => {
    expect(normaliseTranscript(text).join(' ')).toBe(words)
  })
})

describe('wordErrorRate', () => {
  it('is 0 for the same words, however they are written', () => {
    expect(wordErrorRate('Mr. Ash sold 21 kilns.', 'mister ash sold twenty-one kilns')).toEqual({ errors: 0, words: 6, rate: 0 })
  })

  it.each([
    ['a wrong word', 'we sold the lamp', 1],
    ['a missing word', 'we sold kiln', 1],
    ['an extra word', 'we sold the old kiln', 1],
    ['one of each', 'oh we sell kiln', 3],
    ['nothing heard', '', 4],
  ])('counts %s', (_what, heard, errors) => {
    expect(wordErrorRate('We sold the kiln.', heard)).toEqual({ errors, words: 4, rate: errors / 4 })
  })

  it('goes over 1 when much was invented, and stays finite without a reference', () => {
    expect(wordErrorRate('yes', 'no no no').rate).toBe(3)
    expect(wordErrorRate('', 'no no').rate).toBe(1)
    expect(wordErrorRate('', '').rate).toBe(0)
  })
})

it.each([
  ['Hey, Iris,, what happened?', 'Hey, Iris, what happened?'],
  ['good morning. let us start.', 'Good morning. Let us start.'],
  ['At 3.5 percent, iPhones sell.', 'At 3.5 percent, iPhones sell.'],
  ['Well ,  yes,.', 'Well, yes.'],
  ['Good-bye, every body. Some thing for To-morrow.', 'Goodbye, everybody. Something for Tomorrow.'],
  ['', ''],
])('writes «%s» as one would', (heard, written) => expect(tidyTranscript(heard)).toBe(written))
