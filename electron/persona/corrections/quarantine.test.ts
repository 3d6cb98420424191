import { describe, expect, it } from 'vitest'
import { QuarantinedWording } from './quarantine.ts'

const NEVER = 'We will dismiss a third of our engineers before the summer.'
const wording = new QuarantinedWording([NEVER, 'I sleep now.', 'No.'])

describe('a quarantined sentence', () => {
  it.each([
    NEVER,
    'we will dismiss a third of our engineers before the summer',
    'But we will dismiss a third of our engineers before the summer.',
    'In May 2025 I said: We will dismiss a third of our engineers before the summer.',
    'It is hard, and we will dismiss a third of our engineers before the summer, as I wrote.',
    'We will dismiss a third of our engineers.',
    'We will, I am sorry to say, dismiss a third of all our engineers before the summer.',
    'Before the summer we will have dismissed a third of our engineers.',
    'A third of the engineers will be laid off before the summer.',
    'So I sleep now.',
    'No.',
  ])('is known in «%s»', (sentence) => {
    expect(wording.forbids(sentence)).toBe(true)
  })

  it.each([
    'We will hire a third more engineers after the summer.',
    'The engineers take their holidays in the summer.',
    'No, we pay everybody the same.',
    'We will dismiss nobody.',
    'I sleep well when the phone is quiet.',
    '',
  ])('is not «%s»', (sentence) => {
    expect(wording.forbids(sentence)).toBe(false)
  })

  it('leaves the owner free to say the opposite, not the thing itself', () => {
    expect(wording.forbidsExactly('We will not dismiss a third of our engineers before the summer.')).toBe(false)
    expect(wording.forbidsExactly('It is true: we will dismiss a third of our engineers before the summer.')).toBe(true)
  })
})
