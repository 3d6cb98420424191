import { describe, expect, it } from 'vitest'
import { SentenceSplitter, splitSentences } from './sentence-splitter.ts'

const textsOf = (text: string): string[] => splitSentences(text, { firstClauseWords: Infinity }).map((sentence) => sentence.text)

const ANSWER =
  'We began small, with Dr. Ash and 3.5 tonnes of clay [1]. "Nobody," she said, "will lend us a kiln!" [2][3] Would you?\n\n1. We built one.\n2. It broke… twice, at 4 p.m. on a Friday. Then it held'

describe('SentenceSplitter', () => {
  it.each([
    ['One came. Two left! Did three stay? Yes', ['One came.', 'Two left!', 'Did three stay?', 'Yes']],
    ['Dr. Ash met Mrs. Elm at No. 5.', ['Dr. Ash met Mrs. Elm at No. 5.']],
    ['It weighs 3.5 kg. We sell it.', ['It weighs 3.5 kg.', 'We sell it.']],
    ['He came at 4 p.m. He left at 5 p.m. sharp.', ['He came at 4 p.m.', 'He left at 5 p.m. sharp.']],
    ['J. Ash wrote it. So did I. Then we rested.', ['J. Ash wrote it.', 'So did I.', 'Then we rested.']],
    ['She said "Stop." Then she went.', ['She said "Stop."', 'Then she went.']],
    ['Our values\n\nWe repair.', ['Our values', 'We repair.']],
    ['1. Clay is dug. 2. It dries.', ['1. Clay is dug.', '2. It dries.']],
    ['And then… nothing came. Odd.', ['And then… nothing came.', 'Odd.']],
    ['', []],
  ])('cuts «%s»', (text, sentences) => {
    expect(textsOf(text)).toEqual(sentences)
  })

  it('takes citation markers out of the text and keeps them with their sentence', () => {
    const sentences = splitSentences('It began here [1]. It grew.[2] It left [3, 4][3]! The end.')
    expect(sentences.map(({ text, markers }) => [text, markers])).toEqual([
      ['It began here.', [1]],
      ['It grew.', [2]],
      ['It left!', [3, 4]],
      ['The end.', []],
    ])
  })

  it('cuts the same whether the text comes whole or letter by letter, and loses none of it', () => {
    const splitter = new SentenceSplitter({ firstClauseWords: Infinity })
    const byLetter = [...[...ANSWER].flatMap((letter) => splitter.push(letter)), ...splitter.flush()]
    expect(byLetter).toEqual(splitSentences(ANSWER, { firstClauseWords: Infinity }))
    expect(byLetter.map(({ raw }) => raw).join('')).toBe(ANSWER)
  })

  it('gives a sentence as soon as the next begins, and the rest at the end', () => {
    const splitter = new SentenceSplitter()
    expect(splitter.push('It costs 3.')).toEqual([])
    expect(splitter.push('5 euros. ')).toEqual([])
    expect(splitter.push('W').map(({ text }) => text)).toEqual(['It costs 3.5 euros.'])
    expect(splitter.flush().map(({ text }) => text)).toEqual(['W'])
    expect(splitter.flush()).toEqual([])
  })

  it('cuts a long first sentence at a clause, later ones not', () => {
    const long = 'We began in a small workshop by the river, because nobody else would rent us a place with a furnace in it. '
    const [first, second, third, ...rest] = splitSentences(long + long)
    expect(first?.text).toBe('We began in a small workshop by the river,')
    expect(second?.text).toBe('because nobody else would rent us a place with a furnace in it.')
    expect(third?.text).toBe(long.trim())
    expect(rest).toEqual([])
  })
})
