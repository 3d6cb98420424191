import { describe, expect, it } from 'vitest'
import { subtitleAt } from './subtitles.ts'

const sentences = [
  { index: 0, text: 'We ship small, often.', markers: [], startMs: 0, endMs: 1_000 },
  { index: 1, text: 'It keeps us honest.', markers: [2], startMs: 1_200, endMs: 2_200 },
]

describe('subtitleAt', () => {
  it('shows the sentence that is heard, and in the pause the one just said', () => {
    expect(subtitleAt(sentences, 500)?.sentence.index).toBe(0)
    expect(subtitleAt(sentences, 1_100)?.sentence.index).toBe(0)
    expect(subtitleAt(sentences, 1_300)?.sentence.index).toBe(1)
  })

  it('goes through the words from the first to the last', () => {
    expect(subtitleAt(sentences, 0)?.spokenWords).toBe(1)
    const middle = subtitleAt(sentences, 500)!.spokenWords
    expect(middle).toBeGreaterThan(1)
    expect(middle).toBeLessThan(4)
    expect(subtitleAt(sentences, 1_000)?.spokenWords).toBe(4)
  })

  it('goes away when nothing follows', () => {
    expect(subtitleAt(sentences, 9_000)).toBeNull()
    expect(subtitleAt([], 0)).toBeNull()
  })
})
