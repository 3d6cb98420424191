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
    ['He came back in one sec. Then he left, see sec. 4.2. It says so.', ['He came back in one sec.', 'Then he left, see sec. 4.2.', 'It says so.']],
    ['Das gilt z.B. Montag bzw. Dienstag. Dann nicht.', ['Das gilt z.B. Montag bzw. Dienstag.', 'Dann nicht.']],
    ['你好。再见！他说：“走吧。”好', ['你好。', '再见！', '他说：“走吧。”', '好']],
    ['यह है। वह नहीं है।', ['यह है।', 'वह नहीं है।']],
    ['هل هذا صحيح؟ نعم.', ['هل هذا صحيح؟', 'نعم.']],
    ['¿Qué dices? ¡Sí! Él vino.', ['¿Qué dices?', '¡Sí!', 'Él vino.']],
    ['See https://example.org/a.b?c=1. Or write to a.b@example.org. Thanks.', ['See https://example.org/a.b?c=1.', 'Or write to a.b@example.org.', 'Thanks.']],
    ['It costs 1,234.56 in all. Version 2.0.1 is out!', ['It costs 1,234.56 in all.', 'Version 2.0.1 is out!']],
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

/** Whole sentences that are easily cut in the wrong place. */
const SENTENCES = [
  'Dr. Ash met J. R. Elm at 4 p.m. sharp.', 'It fell by 3.5% to 1,204.75 euros!', 'Would you read https://example.org/a.b?q=1&r=2.x for me?', 'She said: “Wait… not yet.”',
  'Nobody (except us, i.e. two people) came.', 'Write to first.last@example.org or call no. 12.', 'It broke… twice, in the U.S. alone.', 'Version 2.0.1 of Node.js is out.', '¿Y ahora qué?', 'Он пришёл домой.',
  "That's it, isn't it?!", 'See fig. 3, sec. 4.2 and p. 17.', 'We paid $4.99 etc. and left.',
]

/** Park and Miller's minimal standard generator, 0…1. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
}

describe('any answer', () => {
  const random = randomFrom(20_261)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const answers = Array.from({ length: 300 }, () => Array.from({ length: 1 + Math.floor(random() * 5) }, () => pick(SENTENCES)))

  it('falls into the sentences it is made of', () => {
    for (const sentences of answers) expect(textsOf(sentences.join(pick([' ', '  ', '\n', '\n\n'])))).toEqual(sentences)
  })

  it('is cut the same however it comes, and none of it is lost, with and without a first clause', () => {
    for (const sentences of answers) {
      const text = sentences.map((sentence) => `${sentence}${pick(['', ' [1]', '[2, 3]'])}`).join(' ')
      for (const firstClauseWords of [Infinity, 6]) {
        const splitter = new SentenceSplitter({ firstClauseWords })
        const parts = []
        for (let at = 0; at < text.length; ) {
          const size = 1 + Math.floor(random() * 12)
          parts.push(...splitter.push(text.slice(at, at + size)))
          at += size
        }
        parts.push(...splitter.flush())
        expect(parts.map(({ raw }) => raw).join('')).toBe(text)
        if (firstClauseWords === Infinity) expect(parts).toEqual(splitSentences(text, { firstClauseWords }))
      }
    }
  })
})
