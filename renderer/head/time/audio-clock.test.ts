import { describe, expect, it } from 'vitest'
import { AudioClock } from './audio-clock.ts'

describe('AudioClock', () => {
  it('runs on between two reports', () => {
    const clock = new AudioClock()
    clock.report(2, 100)
    expect(clock.at(100.02)).toBeCloseTo(2.02)
  })

  it('says null while nothing plays', () => {
    const clock = new AudioClock()
    expect(clock.at(1)).toBeNull()
    clock.report(1, 1)
    clock.report(null, 1.1)
    expect(clock.at(1.2)).toBeNull()
  })

  it('stays within 20 ms of a player which reports its position in steps of 21 ms, and never runs backwards', () => {
    const clock = new AudioClock()
    let last = -1
    for (let t = 0; t < 3; t += 0.005) {
      if (Math.round(t * 1000) % 35 === 0) clock.report(Math.floor(t / 0.0213) * 0.0213, 50 + t)
      const position = clock.at(50 + t)!
      if (t > 0.3) expect(Math.abs(position - (t - 0.0107))).toBeLessThan(0.02)
      if (t > 0.3) expect(position - last).toBeGreaterThan(-0.004)
      last = position
    }
  })

  it('follows a seek at once', () => {
    const clock = new AudioClock()
    clock.report(1, 10)
    clock.report(5, 10.03)
    expect(clock.at(10.03)).toBeCloseTo(5)
  })

  it('stands still with a player that waits for its sound, and goes on with it', () => {
    const clock = new AudioClock()
    for (const [positionS, atS] of [[1, 10], [1.03, 10.03], [1.04, 10.06], [1.04, 10.09], [1.04, 10.12]] as const) clock.report(positionS, atS)
    expect(clock.at(10.14)).toBe(1.04)
    expect(clock.at(10.2)).toBe(1.04)
    clock.report(1.07, 10.15)
    expect(clock.at(10.16)).toBeCloseTo(1.08)
  })

  it('does not run away when the reports stop', () => {
    const clock = new AudioClock()
    clock.report(1, 10)
    expect(clock.at(60)).toBeLessThan(2)
  })
})
