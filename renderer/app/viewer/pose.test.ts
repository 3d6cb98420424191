import { expect, it } from 'vitest'
import { COEFFICIENT_INDEX, COEFFICIENT_NAMES } from '../../../electron/contract/coefficients.ts'
import { PoseBench, REGIONS, regionOf, stillOf } from './pose.ts'

const still = (bench: PoseBench, nowMs = 0) => stillOf(bench.store.getState(), nowMs)

it('leaves the head alive until something is set, and lets it live again', () => {
  const bench = new PoseBench()
  expect(still(bench)).toBeNull()
  bench.setCoefficient('jawOpen', 0.7)
  bench.look(1, -0.5)
  bench.turn(0, 10)
  expect(still(bench)!.coefficients![COEFFICIENT_INDEX.jawOpen]).toBeCloseTo(0.7)
  expect(still(bench)!.gaze).toEqual([0, -0.5])
  expect(still(bench)!.headRotation![0]).toBeCloseTo(Math.PI / 18)
  bench.live()
  expect(still(bench)).toBeNull()
})

it('shows nothing but the preset that is chosen, and nothing at all when it is reset', () => {
  const bench = new PoseBench()
  bench.setCoefficient('tongueOut', 1)
  bench.apply({ eyeBlinkLeft: 1 })
  expect([...still(bench)!.coefficients!].filter(Boolean)).toEqual([1])
  bench.reset()
  expect([...still(bench)!.coefficients!].every((value) => value === 0)).toBe(true)
})

it('turns the head by itself, to both sides, until it is turned by hand', () => {
  const bench = new PoseBench()
  bench.setTurning(true)
  const yaws = Array.from({ length: 90 }, (_, k) => still(bench, 100 * k)!.headRotation![1])
  expect(Math.min(...yaws)).toBeLessThan(-0.3)
  expect(Math.max(...yaws)).toBeGreaterThan(0.3)
  bench.turn(1, 5)
  expect(still(bench, 1234)!.headRotation![1]).toBeCloseTo((5 * Math.PI) / 180)
})

it('has a place for each of the 52', () => {
  for (const name of COEFFICIENT_NAMES) expect(REGIONS).toContain(regionOf(name))
  expect(regionOf('mouthSmileLeft')).toBe('Corners of the mouth')
  expect(regionOf('mouthFunnel')).toBe('Lips')
  expect(regionOf('eyeLookInLeft')).toBe('Gaze')
})
