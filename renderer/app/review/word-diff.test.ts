import { describe, expect, it } from 'vitest'
import { wordDiff, type DiffPart } from './word-diff.ts'

const marked = (parts: DiffPart[]): string => parts.map(({ text, changed }) => (changed ? `[${text.trim()}]` : text.trim())).join(' ')

describe('wordDiff', () => {
  it('marks the words that were taken out and those that were put in', () => {
    const { before, after } = wordDiff('We paid for all of it at once.', 'We paid for most of it in May.')
    expect(marked(before)).toBe('We paid for [all] of it [at once.]')
    expect(marked(after)).toBe('We paid for [most] of it [in May.]')
  })

  it('marks nothing where nothing changed but the white space', () => {
    const { before, after } = wordDiff('Nobody is punished.\nNobody at all.', 'Nobody is punished. Nobody at all.')
    expect([...before, ...after].some(({ changed }) => changed)).toBe(false)
  })

  it('marks all of a text that has nothing in common with the other, or no other', () => {
    expect(marked(wordDiff('Yes.', 'It depends on you.').after)).toBe('[It depends on you.]')
    expect(wordDiff('', 'New.')).toEqual({ before: [], after: [{ text: 'New.', changed: true }] })
    expect(wordDiff('', '')).toEqual({ before: [], after: [] })
  })

  it('keeps what stands after a moved sentence', () => {
    const { after } = wordDiff('One two. Three four. Five six.', 'Three four. Five six.')
    expect(after).toEqual([{ text: 'Three four. Five six.', changed: false }])
  })

  it('copes with answers of any length, losing no word', () => {
    const long = Array.from({ length: 4_000 }, (_, k) => `word${k}`).join(' ')
    const { before, after } = wordDiff(long, `${long} end`)
    expect(before.map(({ text }) => text).join('')).toBe(long)
    expect(after.map(({ text }) => text).join('')).toBe(`${long} end`)
  })
})
