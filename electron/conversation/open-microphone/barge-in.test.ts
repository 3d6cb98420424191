import { describe, expect, it } from 'vitest'
import { isOnlyListening, isOnlyStop, remarkOf } from './barge-in.ts'

const SAID = 'at two in the morning a certificate on our message broker expired'.split(' ')

describe('remarkOf', () => {
  it.each(['Stop.', 'Stuck.', 'No.', 'Wait!', 'No, wait.', 'Hold on.', 'But what about the price?', 'How much does it cost?', 'Why?', 'Yes, but who pays?'])('takes «%s» for an interruption', (text) => {
    expect(remarkOf(text, SAID)).toBe('interruption')
  })

  it.each(['Mm-hm.', 'Right.', 'Yeah.', 'Uh-huh', 'Okay, I see.', 'Really?', "That's right.", 'Oh wow', 'Write.', 'You'])('lets the persona go on after «%s»', (text) => {
    expect(remarkOf(text, SAID)).toBe('backchannel')
  })

  it('knows the persona’s own words, misheard ones too, but not a question about them', () => {
    expect(remarkOf('a certificate on our message broker', SAID)).toBe('echo')
    expect(remarkOf('certificates on the message broker', SAID)).toBe('echo')
    expect(remarkOf('Which certificate do you mean by that?', SAID)).toBe('interruption')
    expect(remarkOf('a certificate on our message broker', [])).toBe('interruption')
  })

  it('finds nothing in no words', () => {
    for (const text of ['', ' ', '…', '?!']) expect(remarkOf(text, SAID)).toBe('nothing')
  })
})

it('tells a wish for silence from a question that begins with one', () => {
  for (const text of ['Stop.', 'No, stop please.', 'Start.', 'Okay, wait.', "That's enough, thank you."]) expect(isOnlyStop(text), text).toBe(true)
  for (const text of ['Wait, how much is it?', 'Stop at which price?', 'Right.']) expect(isOnlyStop(text), text).toBe(false)
})

it('answers a greeting, not a hum', () => {
  expect(isOnlyListening('Hello.')).toBe(false)
  expect(isOnlyListening('Mm-hm.')).toBe(true)
})
