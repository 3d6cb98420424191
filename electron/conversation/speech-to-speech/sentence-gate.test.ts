import { describe, expect, it } from 'vitest'
import { REALTIME_RATE_HZ as RATE } from '../../inference/realtime/session-setup.ts'
import { toySpeech } from '../../inference/realtime/testing/toy-speech.ts'
import { sentenceEdges } from './sentence-edges.ts'
import { SentenceGate } from './sentence-gate.ts'

const GOOD = 'We paint the lighthouse door red.'
const BAD = 'It is a secret of ours, a bad one.'
const LAST = 'That is all there is to it, really.'

const samplesOf = (...sentences: string[]): number => toySpeech(sentences.join(' ')).length
const gateFor = (forbidden: readonly string[]): SentenceGate => new SentenceGate(RATE, ({ text }) => !forbidden.includes(text))

describe('the gate before an answer’s sound', () => {
  it('lets nothing through before its words are judged, nor more than surely belongs to them', () => {
    const gate = gateFor([])
    gate.sound(toySpeech(`${GOOD} ${LAST}`))
    expect(gate.take()).toBeNull()
    gate.words(`${GOOD} `)
    expect(gate.take()).toBeNull()
    gate.words('That is')
    expect(gate.take()!.pcm.length).toBeLessThan(samplesOf(GOOD))
    expect(gate.take()).toBeNull()
    gate.words(' all there is to it, really.')
    gate.wordsDone()
    expect(gate.take()!.pcm.length).toBeGreaterThan(samplesOf(LAST))
    expect(gate.rest()).toEqual([])
  })

  it.each([
    [[BAD, GOOD, LAST], [[1, 2]]],
    [[GOOD, BAD, LAST], [[0, 0], [2, 2]]],
    [[GOOD, LAST, BAD], [[0, 1]]],
  ])('cuts the forbidden sentence out of %j', (sentences, expected) => {
    const gate = gateFor([BAD])
    gate.words(sentences.join(' '))
    gate.wordsDone()
    gate.sound(toySpeech(sentences.join(' ')))
    const stretches = gate.rest()
    expect(stretches.map((stretch) => stretch.sentences)).toEqual(expected)
    const heard = stretches.reduce((sum, { pcm }) => sum + pcm.length, 0)
    expect(Math.abs(heard - samplesOf(GOOD, LAST))).toBeLessThan(0.3 * RATE)
  })

  it('rather keeps a sentence back than half of a forbidden one, where no pause parts them', () => {
    const gate = gateFor([BAD])
    gate.words(`${GOOD} ${BAD} ${LAST}`)
    gate.wordsDone()
    gate.sound(Int16Array.from({ length: 6 * RATE }, (_, n) => 8_000 * Math.sin(n / 20)))
    expect(gate.rest()).toEqual([])
  })
})

it('finds the ends of sentences at the pauses, also where somebody dwells on one', () => {
  const slow = new Int16Array([...toySpeech(GOOD), ...toySpeech(GOOD).subarray(0, 0.7 * RATE)])
  const gap = new Int16Array(0.25 * RATE)
  const pcm = new Int16Array([...slow, ...gap, ...toySpeech(BAD), ...gap, ...toySpeech(LAST)])
  const [first, second] = sentenceEdges([GOOD.length, BAD.length, LAST.length], pcm, RATE)
  expect(Math.abs(first! - slow.length - gap.length / 2)).toBeLessThan(0.05 * RATE)
  expect(Math.abs(second! - slow.length - 1.5 * gap.length - samplesOf(BAD))).toBeLessThan(0.05 * RATE)
  // Somebody who stammers for long: better no edge than a wrong one.
  expect(sentenceEdges([10, BAD.length], pcm, RATE)).toEqual([null])
})
