import { expect, it } from 'vitest'
import { PlaybackClock } from './playback-clock.ts'

it('is the clock of the context until it is held', () => {
  const clock = new PlaybackClock()
  expect(clock.at(1_234)).toBe(1_234)
  expect(clock.toContext(1_234)).toBe(1_234)
})

it('stands still while it is held, and until what goes on is heard', () => {
  const clock = new PlaybackClock()
  clock.hold(1_000)
  expect([clock.at(900), clock.at(1_000), clock.at(5_000)]).toEqual([900, 1_000, 1_000])
  expect(clock.goOn(6_000)).toBe(1_000)
  expect([clock.at(5_500), clock.at(6_000), clock.at(6_100)]).toEqual([1_000, 1_000, 1_100])
  expect(clock.toContext(1_100)).toBe(6_100)
})

it('counts every hold, and none twice', () => {
  const clock = new PlaybackClock()
  clock.hold(1_000)
  clock.hold(3_000)
  clock.goOn(6_000)
  clock.goOn(9_000)
  clock.hold(7_000)
  expect(clock.at(8_000)).toBe(2_000)
  expect(clock.goOn(8_000)).toBe(2_000)
  expect(clock.at(8_500)).toBe(2_500)
})

it('goes on without a gap where it was held only for a moment', () => {
  const clock = new PlaybackClock()
  clock.hold(1_000)
  expect(clock.goOn(950)).toBe(1_000)
  expect([clock.at(950), clock.at(1_050)]).toEqual([950, 1_050])
})
