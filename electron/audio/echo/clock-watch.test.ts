import { expect, it } from 'vitest'
import { ClockWatch } from './clock-watch.ts'

/** Seconds of sound, 32 ms at a time, that comes at the times given. */
function losses(arrivalMs: (frame: number) => number, seconds = 5): number {
  const watch = new ClockWatch()
  return Array.from({ length: (seconds * 1000) / 32 }, (_, frame) => watch.push(32, arrivalMs(frame))).filter(Boolean).length
}

it('takes sound that comes in bursts for late, not for lost', () => {
  expect(losses((frame) => frame * 32)).toBe(0)
  expect(losses((frame) => Math.ceil(frame / 4) * 4 * 32)).toBe(0)
  expect(losses((frame) => (frame > 60 && frame < 64 ? 64 : frame) * 32)).toBe(0)
})

it('notices a gap once, and a machine that never keeps up again and again', () => {
  expect(losses((frame) => frame * 32 + (frame > 70 ? 40 : 0))).toBe(1)
  expect(losses((frame) => frame * 42)).toBeGreaterThan(5)
})
