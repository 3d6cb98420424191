import { expect, it } from 'vitest'
import { COEFFICIENT_INDEX } from '../../contract/coefficients.ts'
import { lipDistanceMm } from './lip-distances.ts'
import { coefficientsOfViseme, referenceCurves } from './reference-curves.ts'
import { scoreFace, type TimedPhone } from './score-face.ts'

const ENDS_S = [0.3, 0.38, 0.48, 0.6, 0.66, 0.74, 0.84, 0.96, 1.02, 1.1, 1.4]
const phones: TimedPhone[] = 'pau m aa f iy w ay s p ow pau'.split(' ').map((symbol, k) => ({ symbol, startS: ENDS_S[k - 1] ?? 0, endS: ENDS_S[k]! }))

it('articulates as the training targets do', () => {
  const { times, frames } = referenceCurves(phones, 1.4)
  expect(times).toHaveLength(141)
  // From models/audio2face/articulation.py: gap, rounding and lower lip in millimetres.
  const expected: [number, number, number, number][] = [
    [0.1, 0.082, 0.015, -0.091],
    [0.33, -0.593, -0.174, 0.284],
    [0.4, 8.213, 0.289, -8.727],
    [0.55, 2.456, 0.93, -1.2],
    [0.7, 6.879, 3.661, -6.959],
    [0.95, 2.941, 2.134, -2.268],
    [1.1, 6.918, 3.438, -6.789],
  ]
  for (const [timeS, gap, rounding, lowerLip] of expected) {
    const frame = frames[Math.round(timeS * 100)]!
    expect(lipDistanceMm('gap', frame)).toBeCloseTo(gap, 2)
    expect(lipDistanceMm('rounding', frame)).toBeCloseTo(rounding, 2)
    expect(lipDistanceMm('lowerLip', frame)).toBeCloseTo(lowerLip, 2)
  }
})

it('does what the metric asks for', () => {
  const { events } = scoreFace(referenceCurves(phones, 1.4), phones)
  expect(events.closure).toMatchObject({ hitPercent: 100, phones: 2, falseAlarmPercent: 0 })
  expect(events.round).toMatchObject({ hitPercent: 100, phones: 2 })
  expect(events.lipTeeth).toMatchObject({ hitPercent: 100, phones: 1 })
})

it('knows visemes by their short and long names', () => {
  expect(coefficientsOfViseme('viseme_aa')).toEqual(coefficientsOfViseme('aa'))
  expect(coefficientsOfViseme('viseme_U')![COEFFICIENT_INDEX.mouthPucker]).toBeGreaterThan(0.5)
  expect(coefficientsOfViseme('viseme_sil')!.every((value) => value === 0)).toBe(true)
  expect(coefficientsOfViseme('jaw')).toBeNull()
})
