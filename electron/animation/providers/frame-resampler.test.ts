import { describe, expect, it } from 'vitest'
import { FrameResampler } from './frame-resampler.ts'

const flat = (value: number): Float32Array => new Float32Array(52).fill(value)
const firsts = (frames: { coefficients: Float32Array }[]): number[] => frames.map(({ coefficients }) => Math.round(coefficients[0]! * 1000) / 1000)

describe('a provider’s frames at our rate', () => {
  it('are interpolated by presentation time, from 30 to 60 a second', () => {
    const resampler = new FrameResampler(60, 'It')
    for (let k = 0; k <= 3; k++) resampler.add(k / 30, flat(k / 10), 1)
    const frames = resampler.take(1)
    expect(frames.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(firsts(frames)).toEqual([0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3])
  })

  it('keep their times when the provider is quicker than the display, and when it is uneven', () => {
    const resampler = new FrameResampler(25, 'It')
    for (const timeS of [0, 0.01, 0.03, 0.05, 0.09]) resampler.add(timeS, flat(timeS * 10), 1)
    expect(firsts(resampler.take(1))).toEqual([0, 0.4, 0.8])
  })

  it('are held before the first and after the last, and end with the sound', () => {
    const resampler = new FrameResampler(50, 'It')
    resampler.add(0.05, flat(0.2), 1)
    resampler.add(0.06, flat(0.4), 1)
    expect(firsts(resampler.take(1))).toEqual([0.2, 0.2, 0.2, 0.4])
    expect(firsts(resampler.finish(0.12))).toEqual([0.4, 0.4])
    expect(resampler.finish(0.12)).toEqual([])
  })

  it('never run ahead of the sound', () => {
    const resampler = new FrameResampler(50, 'It')
    for (let k = 0; k < 50; k++) resampler.add(k / 50, flat(0), 0.1)
    expect(resampler.take(0.1)).toHaveLength(5)
  })

  it('are clamped, and what was clamped or came out of order is counted', () => {
    const resampler = new FrameResampler(50, 'It')
    resampler.add(0, flat(1.5), 1)
    resampler.add(0.02, flat(-0.5), 1)
    resampler.add(0.01, flat(0.5), 1)
    resampler.add(0.02, flat(0.5), 1)
    expect(firsts(resampler.take(1))).toEqual([1, 0])
    expect(resampler).toMatchObject({ clamped: 104, outOfOrder: 2, received: 4 })
  })

  it('must be numbers, and belong to the sound', () => {
    const resampler = new FrameResampler(50, 'It')
    expect(() => resampler.add(0, flat(Number.NaN), 1)).toThrow(/not a number/)
    expect(() => resampler.add(Number.POSITIVE_INFINITY, flat(0), 1)).toThrow(/not a number/)
    expect(() => resampler.add(7, flat(0), 1)).toThrow(/never given/)
  })
})
