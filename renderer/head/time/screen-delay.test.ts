import { describe, expect, it } from 'vitest'
import { AudioClock } from './audio-clock.ts'
import { ScreenDelay } from './screen-delay.ts'

function delayAfter(tickHz: number, costsMs: readonly number[], everyTicks = 1): number {
  const delay = new ScreenDelay()
  for (let tick = 0; tick < 60; tick += everyTicks) delay.tick((tick * 1000) / tickHz)
  for (const ms of costsMs) delay.cost(ms)
  return delay.ms
}

describe('ScreenDelay', () => {
  it('is the display’s next turn where drawing is cheap, at any rate of the display', () => {
    expect(delayAfter(60, [3, 3, 3])).toBeCloseTo(1000 / 60)
    expect(delayAfter(144, [2])).toBeCloseTo(1000 / 144)
    expect(delayAfter(60, [])).toBeCloseTo(1000 / 60)
  })

  it('is the time of drawing and half a turn where it is dear', () => {
    expect(delayAfter(60, [30, 30, 30])).toBeCloseTo(30 + 500 / 60)
  })

  it('knows the display’s rate although only some of its turns are met', () => {
    const delay = new ScreenDelay()
    for (const turn of [0, 2, 4, 5, 7, 9]) delay.tick((turn * 1000) / 60)
    expect(delay.ms).toBeCloseTo(1000 / 60)
  })

  it('follows the load within seven measured frames, and one hiccup does not count', () => {
    expect(delayAfter(60, [20, 20, 20, 20, 20, 20, 20, 40, 40, 40, 40])).toBeCloseTo(40 + 500 / 60)
    expect(delayAfter(60, [20, 20, 20, 20, 200])).toBeCloseTo(20 + 500 / 60)
  })

  it('does not let the mouth run ahead on a machine that stutters', () => {
    expect(delayAfter(60, [400, 400, 400])).toBe(90)
  })

  it('takes a pause between two ticks for no display', () => {
    const delay = new ScreenDelay()
    for (const atMs of [0, 8, 4_000, 4_008]) delay.tick(atMs)
    expect(delay.ms).toBeCloseTo(8)
  })

  it.each([
    [16, 60],
    [33, 60],
    [50, 60],
    [8, 120],
  ])('shows the face of the sound that is heard when a frame of %i ms on a display of %i Hz is seen', (costMs, displayHz) => {
    const delay = new ScreenDelay()
    const clock = new AudioClock()
    const turnMs = 1000 / displayHz
    const offsets: number[] = []
    for (let atMs = 0; atMs < 2_000; atMs += Math.ceil(costMs / turnMs) * turnMs) {
      delay.tick(atMs)
      clock.report(atMs / 1000, atMs / 1000)
      const drawnFor = clock.at((atMs + delay.ms) / 1000)!
      delay.cost(costMs)
      const seenAtMs = Math.ceil((atMs + costMs) / turnMs) * turnMs
      if (atMs > 500) offsets.push(seenAtMs / 1000 - drawnFor)
    }
    for (const offsetS of offsets) expect(Math.abs(offsetS)).toBeLessThan(0.02)
  })
})
