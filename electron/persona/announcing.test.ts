import { expect, it } from 'vitest'
import { announces } from './announcing.ts'

it('knows a sentence that only leads up to what is said', () => {
  for (const sentence of [
    'Before we start, here is how I plan the season.',
    'You have waited long, so let me begin with the harvest.',
    'Today I’d like to talk about soil.',
    'I will explain why we stopped using peat.',
    'This letter replaces the one of last spring.',
    'Dear customers, the shop is closed on Monday.',
    'People often ask me how we keep the slugs away.',
    'You sent me nine questions, and I have answered all of them.',
    'Thank you.',
  ])
    expect(announces(sentence), sentence).toBe(true)
})

it('takes nothing for that which says something', () => {
  for (const sentence of [
    'We stopped using peat this spring.',
    'I will tell the grower myself.',
    'If it freezes again, I will say so in front of everybody.',
    'My answer is that a bog grows one millimetre a year.',
    'I want a pool and no quota.',
    'Before I start a bed I sharpen the spade.',
    'Here in the valley the frost comes late.',
    'This memo cost us a week.',
    'The letter says that we pay in May.',
    'I ask one question: what did you learn?',
  ])
    expect(announces(sentence), sentence).toBe(false)
})
