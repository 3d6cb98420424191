import { describe, expect, it } from 'vitest'
import { clauseEnd } from './clause-end.ts'

const cut = (text: string, fewest = 4): string | undefined => {
  const end = clauseEnd(text, fewest)
  return end === undefined ? undefined : text.slice(0, end).trim()
}

describe('where speaking may begin in a sentence that is still being written', () => {
  it.each([
    ['We closed it in spring, because nobody', 'We closed it in spring,'],
    ['We closed it in spring; nobody', 'We closed it in spring;'],
    ['We closed it in spring – nobody', 'We closed it in spring –'],
    ['We closed it in spring, I', 'We closed it in spring,'],
    ['We closed it in spring, because nobody came, and', 'We closed it in spring, because nobody came,'],
  ])('is behind the last clause: «%s»', (text, clause) => {
    expect(cut(text)).toBe(clause)
  })

  it.each([
    ['a clause too short', 'In spring, we closed it'],
    ['nothing behind the mark yet', 'We closed it in spring, '],
    ['a number', 'We sold a total of 3,500'],
    ['numbers in a row', 'It happened in rooms 3, 4 and'],
    ['a date', 'We closed it on May 3, 2024'],
    ['names in a row', 'The ones who went were Ash, Elm and'],
    ['a place', 'We opened another shop in Lisbon, Portugal'],
    ['brackets', 'We closed the kitchen line (in spring, because'],
    ['a citation', 'We closed the kitchen line [1, 2'],
    ['quotation marks', 'We closed it and she said “nobody, really'],
    ['an abbreviation', 'We closed some of them, e.g., the'],
    ['a hyphen', 'We closed the well-known kitchen-sensor line'],
  ])('is never in or behind %s', (_, text) => {
    const clause = cut(text)
    expect(clause === undefined || clause === 'We closed some of them,').toBe(true)
  })
})
