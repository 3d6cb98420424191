import { expect, it } from 'vitest'
import type { AnimationFrame } from '../contract/animation.ts'
import { frameAt } from './frame-interpolation.ts'

const frame = (timeS: number, value: number): AnimationFrame => ({
  index: 0,
  timeS,
  coefficients: new Float32Array(52).fill(value),
  headRotation: [value, -value, 0],
  gaze: [value, 0],
})
const frames = [frame(0, 0), frame(0.1, 1), frame(0.2, 0.5)]

it('shows what lies between two frames, and holds the first and the last', () => {
  expect(frameAt(frames, 0.025)!.coefficients[24]).toBeCloseTo(0.25)
  expect(frameAt(frames, 0.15)!.headRotation[1]).toBeCloseTo(-0.75)
  expect(frameAt(frames, 0.1)!.coefficients[0]).toBe(1)
  expect(frameAt(frames, -3)!.coefficients[0]).toBe(0)
  expect(frameAt(frames, 9)!.coefficients[0]).toBe(0.5)
  expect(frameAt([], 0)).toBeNull()
})
