import { expect, it } from 'vitest'
import { COEFFICIENT_NAMES, type CoefficientName } from '../../contract/coefficients.ts'
import { lagAndCorrelation, scoreFace, type CoefficientTrack, type TimedPhone } from './score-face.ts'

const phones: TimedPhone[] = 'pau m aa f iy w s pau'.split(' ').map((symbol, k) => ({ symbol, startS: k / 2, endS: (k + 1) / 2 }))

const SHAPES: Record<string, Partial<Record<CoefficientName, number>>> = {
  pau: {},
  m: { jawOpen: 0.05, mouthClose: 0.05 },
  aa: { jawOpen: 0.5 },
  f: { jawOpen: 0.08, mouthClose: 0.05, mouthRollLower: 0.4 },
  iy: { jawOpen: 0.15 },
  w: { jawOpen: 0.15, mouthPucker: 0.7 },
  s: { jawOpen: 0.15 },
}

function trackOf(shapeAt: (timeS: number) => Partial<Record<CoefficientName, number>>): CoefficientTrack {
  const times = Array.from({ length: 241 }, (_, k) => k / 60)
  return { times, frames: times.map((timeS) => COEFFICIENT_NAMES.map((name) => shapeAt(timeS)[name] ?? 0)) }
}

const articulated = (delayS = 0): CoefficientTrack =>
  trackOf((timeS) => SHAPES[phones.find(({ startS, endS }) => timeS - delayS >= startS && timeS - delayS < endS)?.symbol ?? 'pau']!)

it('gives a face that does everything right 100 points and one that never moves none', () => {
  const perfect = scoreFace(articulated(), phones)
  expect(perfect.j).toBe(100)
  expect(perfect.rest).toEqual({ hitPercent: 100, silences: 2 })
  const dead = scoreFace(trackOf(() => ({})), phones)
  expect(dead.events.closure).toEqual({ hitPercent: 100, phones: 1, falseAlarmPercent: 100, contrasts: 2 })
  expect(dead.j).toBe(0)
})

it('counts a mouth that hangs open against closures, consonants and rest', () => {
  const { events, rest } = scoreFace(trackOf(() => ({ jawOpen: 0.5 })), phones)
  expect(events.closure.hitPercent).toBe(0)
  expect(events.open).toMatchObject({ hitPercent: 100, falseAlarmPercent: 100 })
  expect(rest.hitPercent).toBe(0)
})

it('counts the events that a short clip has, and no others', () => {
  const some = phones.filter(({ symbol }) => symbol === 'm' || symbol === 'iy')
  const { j, events } = scoreFace(articulated(), some)
  expect(events.round).toMatchObject({ phones: 0, contrasts: 1 })
  expect(j).toBe(100)
  expect(scoreFace(articulated(), [{ symbol: 'qq', startS: 0, endS: 1 }]).j).toBe(0)
})

it('measures how late a face is', () => {
  const { lagMs, correlation } = lagAndCorrelation(articulated(0.1), articulated())
  expect(lagMs).toBe(100)
  expect(correlation).toBeGreaterThan(0.98)
  expect(lagAndCorrelation(articulated(), articulated(0.1)).lagMs).toBe(-100)
})
