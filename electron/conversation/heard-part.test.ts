import { expect, it } from 'vitest'
import { FliteSynthesizer } from '../speech/flite.ts'
import { heardPart } from './heard-part.ts'

const sentence = {
  index: 0,
  text: 'At two, in the morning, it expired.',
  markers: [],
  startMs: 1_000,
  endMs: 3_000,
}

it('keeps whole words, by their share of the letters, and says where it broke off', () => {
  expect(heardPart(sentence, 900)).toBe('')
  expect(heardPart(sentence, 1_010)).toBe('')
  expect(heardPart(sentence, 1_500)).toBe('At two—')
  expect(heardPart(sentence, 2_000)).toBe('At two, in the—')
  expect(heardPart(sentence, 3_000)).toBe(sentence.text)
})

it('waits for a pause with the voice, and takes the breath at the end for no word', () => {
  const phones = [
    { symbol: 'ae', startS: 1, endS: 1.2 },
    { symbol: 't', startS: 1.2, endS: 1.3 },
    { symbol: 'uw', startS: 1.3, endS: 1.5 },
    { symbol: 'pau', startS: 1.5, endS: 2.5 },
    { symbol: 'n', startS: 2.5, endS: 2.6 },
    { symbol: 'd', startS: 2.6, endS: 2.8 },
  ]
  const counted = { ...sentence, text: 'To two: now now.' }
  expect(heardPart(counted, 1_500, phones)).toBe('To two—')
  expect(heardPart(counted, 2_450, phones)).toBe('To two—')
  expect(heardPart(counted, 2_900, phones)).toBe(counted.text)
})

it('finds the word at which a real voice was stopped', async () => {
  const voice = await FliteSynthesizer.create()
  const words =
    'I would rather lose a month than a customer, and I have said so, often, to everybody who asked.'.split(
      ' ',
    )
  const whole = await voice.speak(words.join(' '))
  const phones = whole.phones.map(({ name, startMs, endMs }) => ({
    symbol: name,
    startS: startMs / 1000,
    endS: endMs / 1000,
  }))
  const spoken = { index: 0, text: words.join(' '), markers: [], startMs: 0, endMs: whole.pcm.length / 16 }
  // Spoken alone, its first words take about as long as in the sentence.
  for (const count of [3, 6, 9, 13, 16]) {
    const alone = await voice.speak(words.slice(0, count).join(' '))
    const heard = heardPart(spoken, alone.phones.at(-1)!.endMs, phones)
    expect(Math.abs(heard.split(' ').length - count)).toBeLessThanOrEqual(1)
    expect(spoken.text.startsWith(heard.slice(0, -1))).toBe(true)
  }
})
