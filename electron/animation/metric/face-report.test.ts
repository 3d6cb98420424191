import { expect, it } from 'vitest'
import { COEFFICIENT_INDEX } from '../../contract/coefficients.ts'
import { reportFace } from './face-report.ts'
import { referenceCurves } from './reference-curves.ts'
import type { TimedPhone } from './score-face.ts'

const words = 'pau m aa p iy w aa b s f ow pau'.split(' ')
const phones: TimedPhone[] = [...words, ...words, ...words].map((symbol, k) => ({ symbol, startS: k * 0.2, endS: (k + 1) * 0.2 }))
const durationS = phones.at(-1)!.endS
const clipOf = (change: (frame: number[]) => number[], delayS = 0): Parameters<typeof reportFace>[0][number] => {
  const { times, frames } = referenceCurves(phones, durationS)
  return { phones, durationS, track: { times: times.map((timeS) => timeS + delayS), frames: frames.map((frame) => change(Array.from(frame))) } }
}

it('finds nothing wrong with the reference curves themselves', () => {
  const report = reportFace([clipOf((frame) => frame)])
  expect(report).toMatchObject({ lagMs: 0, clips: 1, seconds: durationS })
  expect(report.gain).toBeCloseTo(1, 6)
  expect(report.jitter).toBeCloseTo(1, 6)
  expect(report.correlation).toBeCloseTo(1, 6)
  expect(report.j).toBeGreaterThan(90)
})

it('makes up for a shy system, and counts all clips together', () => {
  const report = reportFace([clipOf((frame) => frame.map((value) => value / 2)), clipOf((frame) => frame.map((value) => value / 2))])
  expect(report.gain).toBeCloseTo(2, 5)
  expect(report.events.closure.phones).toBe(18)
  expect(report.j).toBeGreaterThan(90)
})

it('shows a late system with its lag removed', () => {
  const late = clipOf((frame) => frame, 0.15)
  const report = reportFace([late])
  expect(report.lagMs).toBe(150)
  expect(report.j).toBeLessThan(70)
  expect(reportFace([late], { shiftMs: report.lagMs }).j).toBeGreaterThan(90)
})

it('hears a trembling face', () => {
  let sign = 1
  const trembling = clipOf((frame) => frame.with(COEFFICIENT_INDEX.jawOpen, frame[COEFFICIENT_INDEX.jawOpen]! + 0.05 + 0.05 * (sign = -sign)))
  expect(reportFace([trembling]).jitter).toBeGreaterThan(2)
})
