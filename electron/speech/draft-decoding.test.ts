import { describe, expect, it } from 'vitest'
import { cutRepetition, decodeWithDraft, type NextToken, type TokenReader } from './draft-decoding.ts'

const START = 1
const END = 2

/** Says one sentence whatever it is asked; in a pass over several tokens it is wrong at one place, by a narrow margin. */
class ScriptedReader implements TokenReader {
  passes = 0
  #read: number[] = []

  constructor(
    private readonly answer: readonly number[],
    private readonly waversAt = -1,
  ) {}

  async read(tokens: readonly number[]): Promise<NextToken[]> {
    this.passes++
    return tokens.map((token) => {
      const at = this.#read.push(token) - 1
      const followsAnswer = this.#read.slice(1).every((seen, i) => seen === this.answer[i])
      const right = followsAnswer ? (this.answer[at] ?? END) : 99
      return at === this.waversAt && tokens.length > 1 ? { token: 98, runnerUp: right, margin: 0.2 } : { token: right, runnerUp: 97, margin: 5 }
    })
  }

  truncate(length: number): void {
    this.#read.length = Math.min(this.#read.length, length)
  }
}

const decode = (reader: TokenReader, draft: number[], maxTokens = 50): Promise<{ tokens: number[]; accepted: number }> =>
  decodeWithDraft(reader, { startToken: START, endToken: END, maxTokens, draft })

const ANSWER = [10, 11, 12, 13, 14, 15, 16, 17]

describe('decodeWithDraft', () => {
  it.each<[what: string, draft: number[], passes: number]>([
    ['none', [], 9],
    ['the answer', ANSWER, 1],
    ['the first half', ANSWER.slice(0, 4), 5],
    ['one wrong token', [10, 11, 50, 13, 14, 15, 16, 17], 3],
    ['one missing token', [10, 11, 13, 14, 15, 16, 17], 2],
    ['more than the answer', [...ANSWER, 60, 61], 1],
  ])('gives the answer with this draft: %s', async (_what, draft, passes) => {
    const reader = new ScriptedReader(ANSWER)
    expect((await decode(reader, draft)).tokens).toEqual(ANSWER)
    expect(reader.passes).toBeLessThanOrEqual(passes)
  })

  it('decides a close call alone', async () => {
    expect((await decode(new ScriptedReader(ANSWER, 3), ANSWER)).tokens).toEqual(ANSWER)
  })

  it('takes the second best for an end before the first word, when there are words', async () => {
    const silent = new ScriptedReader([])
    expect((await decode(silent, [])).tokens).toEqual([])
    const options = { startToken: START, endToken: END, maxTokens: 1, draft: [] }
    expect((await decodeWithDraft(new ScriptedReader([]), { ...options, neverEmpty: true })).tokens).toEqual([97])
  })

  it('stops at the most tokens it may give', async () => {
    expect((await decode(new ScriptedReader(ANSWER), [], 3)).tokens).toEqual([10, 11, 12])
    expect((await decode(new ScriptedReader(ANSWER), ANSWER, 3)).tokens).toEqual([10, 11, 12])
  })
})

describe('cutRepetition', () => {
  it('leaves the first of a phrase said for ever', () => {
    const tokens = [5, ...Array.from({ length: 4 }, () => [7, 8, 9]).flat()]
    expect(cutRepetition(tokens)).toBe(true)
    expect(tokens).toEqual([5, 7, 8, 9])
  })

  it('leaves what people do say twice or thrice', () => {
    const tokens = [5, 7, 8, 7, 8, 7, 8]
    expect(cutRepetition(tokens)).toBe(false)
    expect(tokens).toHaveLength(7)
  })
})
