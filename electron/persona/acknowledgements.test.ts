import { expect, it } from 'vitest'
import { acknowledgements } from './acknowledgements.ts'

const style = (meanSentenceWords: number, openings: string[]) => ({ formatVersion: 1 as const, meanSentenceWords, favouriteWords: [], openings })

it('are as brief as the person, and begin as it likes to where that gains time', () => {
  const mean = (phrases: readonly string[]): number => phrases.join(' ').split(' ').length / phrases.length
  expect(mean(acknowledgements(style(8, ['I want'])))).toBeLessThan(mean(acknowledgements(style(16, ['I want']))))
  expect(acknowledgements(style(8, ['We made', 'Well']))[0]).toBe('Well, let me see.')
  expect(acknowledgements(style(8, ['We made']))[0]).toBe('Let me see.')
  expect(acknowledgements(null).length).toBeGreaterThan(1)
})
