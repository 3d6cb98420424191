import { describe, expect, it } from 'vitest'
import { beginsLikeListening, isCommand, isOnlyListening, isOnlyStop, remarkOf } from './barge-in.ts'

const SAID = 'at two in the morning a certificate on our message broker expired'.split(' ')

describe('remarkOf', () => {
  it.each(['Stop.', 'Stuck.', 'No.', 'Wait!', 'No, wait.', 'Hold on.', 'But what about the price?', 'How much does it cost?', 'Why?', 'Yes, but who pays?'])('takes «%s» for an interruption', (text) => {
    expect(remarkOf(text, { said: SAID })).toBe('interruption')
  })

  it.each(['Mm-hm.', 'Right.', 'Yeah.', 'Uh-huh', 'Okay, I see.', 'Really?', "That's right.", 'Oh wow', 'Write.', 'You'])('lets the persona go on after «%s»', (text) => {
    expect(remarkOf(text, { said: SAID })).toBe('backchannel')
  })

  it('knows the persona’s own words, misheard ones too, but not a question about them', () => {
    expect(remarkOf('a certificate on our message broker', { said: SAID })).toBe('echo')
    expect(remarkOf('certificates on the message broker', { said: SAID })).toBe('echo')
    expect(remarkOf('Which certificate do you mean by that?', { said: SAID })).toBe('interruption')
    expect(remarkOf('a certificate on our message broker', {})).toBe('interruption')
  })

  it.each(['And then', 'In this.', "That's what", 'You have.', 'At work.'])('takes «%s» for a hum where it was as short as one', (text) => {
    expect(remarkOf(text, { speechMs: 400 })).toBe('backchannel')
    expect(remarkOf(text, { speechMs: 1_200 })).toBe('interruption')
  })

  it.each(['Stuck it.', 'The stock it', 'Start off.', 'Held on.', 'Hill done.'])('hears «stop» or «hold on» in a short «%s»', (text) => {
    expect(remarkOf(text, { speechMs: 500 })).toBe('interruption')
  })

  it('still answers a short question, and one that begins with a yes', () => {
    expect(remarkOf('Why not?', { speechMs: 500 })).toBe('interruption')
    expect(remarkOf('Okay, louder.')).toBe('interruption')
    expect(remarkOf('Yes, who?')).toBe('interruption')
  })

  it('knows a backchannel by half of it, or said over and over', () => {
    for (const text of ['Okay, bye.', 'And exactly.', 'Okay i see okay i see']) expect(remarkOf(text), text).toBe('backchannel')
    expect(remarkOf('Tell me more.')).toBe('interruption')
  })

  it('finds nothing in no words', () => {
    for (const text of ['', ' ', '…', '?!']) expect(remarkOf(text, { said: SAID })).toBe('nothing')
  })
})

it('tells a wish for silence from a question that begins with one', () => {
  for (const text of ['Stop.', 'No, stop please.', 'Start.', 'Okay, wait.', "That's enough, thank you."]) expect(isOnlyStop(text), text).toBe(true)
  expect(isOnlyStop('The stock it.', 500)).toBe(true)
  expect(isOnlyStop('The stock it.', 1_500)).toBe(false)
  for (const text of ['Wait, how much is it?', 'Stop at which price?', 'Right.']) expect(isOnlyStop(text), text).toBe(false)
})

it('answers a greeting, not a hum', () => {
  expect(isOnlyListening('Hello.')).toBe(false)
  expect(isOnlyListening('Mm-hm.')).toBe(true)
})

it('finds a command in whatever the transcriber repeats', () => {
  expect(isCommand('No, wait. No, wait. No, wait. No, wait')).toBe(true)
  expect(isCommand('the bell, the bell, the bell')).toBe(false)
})

it('knows what may become a backchannel from what becomes none', () => {
  for (const text of ['Okay.', 'Okay, I', 'Yeah, that']) expect(beginsLikeListening(text), text).toBe(true)
  for (const text of ['Yes, but', 'Okay, so tell me', 'What']) expect(beginsLikeListening(text), text).toBe(false)
})
