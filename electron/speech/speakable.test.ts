import { describe, expect, it } from 'vitest'
import { speakable } from './speakable.ts'

describe('speakable', () => {
  it.each([
    ['marks', '# Our year\nWe **repaired** more and _sold_ `less`.', 'Our year. We repaired more and sold less.'],
    ['lists', '- kilns\n- lamps\n2. tools', 'kilns. lamps. tools'],
    ['citation markers', 'We sold the shop [1][2], then moved [3, 4].', 'We sold the shop, then moved.'],
    ['links', 'See [the letter](https://example.com/letter) or https://www.example.com/a?b=c.', 'See the letter or example dot com.'],
    ['mail addresses', 'Write to help@example.org.', 'Write to help at example dot org.'],
    ['code blocks', 'Run this: ```\nrm -r all\n``` and wait.', 'Run this: and wait.'],
  ])('reads text without its %s', (_what, text, spoken) => {
    expect(speakable(text)).toBe(spoken)
  })

  it.each([
    ['1,250 units', 'one thousand two hundred and fifty units'],
    ['12.5% more', 'twelve point five percent more'],
    ['$3.50 each', 'three dollars and fifty cents each'],
    ['$1.05', 'one dollar and five cents'],
    ['£0.50', 'fifty pence'],
    ['€1', 'one euro'],
    ['£1.5m in 2007', 'one point five million pounds in two thousand seven'],
    ['founded in 1998', 'founded in nineteen ninety-eight'],
    ['in the 1990s', 'in the nineteen nineties'],
    ['1998–2003', 'nineteen ninety-eight to two thousand three'],
    ['2024-03-01', 'March first, twenty twenty-four'],
    ['3 March 2024', 'March third, twenty twenty-four'],
    ['at 9:05 am', 'at nine oh five A M'],
    ['at 10:00', "at ten o'clock"],
    ['the 21st', 'the twenty-first'],
    ['pages 3-5', 'pages three to five'],
    ['-5 degrees', 'minus five degrees'],
    ['code 0042', 'code zero zero four two'],
    ['open 24/7', 'open twenty-four seven'],
    ['tea/coffee', 'tea or coffee'],
  ])('says «%s» as «%s»', (written, spoken) => {
    expect(speakable(written)).toBe(spoken)
  })

  it('spells abbreviations out', () => {
    expect(speakable('Dr. Ash & Prof. Elm use tools, e.g. saws, etc.')).toBe('Doctor Ash and Professor Elm use tools, for example, saws, et cetera.')
  })

  it('ends a sentence that trails off like any other, and pauses where one is broken off', () => {
    expect(speakable('And then… nothing…')).toBe('And then, nothing.')
    expect(speakable('We waited — twice.')).toBe('We waited, twice.')
  })

  it('leaves plain ASCII, whatever it is given', () => {
    expect(speakable('Café “Größe” 😀 naïve œuvre\u0007')).toBe('Cafe Grosse naive oeuvre')
    expect(speakable('[1] 😀 ** —')).toBe('')
    expect(speakable('')).toBe('')
  })
})
