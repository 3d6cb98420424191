import { describe, expect, it } from 'vitest'
import { COEFFICIENT_COUNT, COEFFICIENT_INDEX } from '../../../electron/contract/coefficients.ts'
import type { StreamSample } from '../time/frame-timeline.ts'
import type { HeadState } from '../types.ts'
import { Life } from './life.ts'

const { eyeBlinkLeft, jawOpen, mouthClose } = COEFFICIENT_INDEX
const DEGREE = Math.PI / 180

function silence(): StreamSample {
  return { coefficients: new Float32Array(COEFFICIENT_COUNT), headRotation: [0, 0, 0], gaze: [0, 0], weight: 0 }
}

interface Moment {
  timeS: number
  coefficients: Float32Array
  rotation: number[]
  gaze: number[]
  breath: number
}

function live(seed: number, state: HeadState, seconds: number, fps: number, stream = silence()): Moment[] {
  const life = new Life(seed)
  return Array.from({ length: Math.round(seconds * fps) }, (_, i) => {
    const timeS = i / fps
    const pose = life.update(timeS, state, stream)
    return { timeS, coefficients: pose.coefficients.slice(), rotation: [...pose.headRotation], gaze: [...pose.gaze], breath: pose.breath }
  })
}

function blinksPerMinute(moments: readonly Moment[]): number {
  let blinks = 0
  moments.forEach((moment, i) => {
    const before = moments[i - 1]
    if (before && before.coefficients[eyeBlinkLeft]! < 0.3 && moment.coefficients[eyeBlinkLeft]! >= 0.3) blinks++
  })
  return (blinks * 60) / moments.at(-1)!.timeS
}

describe('Life', () => {
  it('is the same for the same seed and another for another', () => {
    const [a, b, c] = [live(7, 'speaking', 20, 60), live(7, 'speaking', 20, 60), live(8, 'speaking', 20, 60)]
    expect(a).toEqual(b)
    expect(a.at(-1)!.rotation).not.toEqual(c!.at(-1)!.rotation)
  })

  it.each([
    ['idle', 10, 22],
    ['listening', 8, 20],
    ['speaking', 15, 32],
  ] as const)('blinks as people do when %s: %d to %d times a minute', (state, least, most) => {
    const rate = [1, 2, 3].reduce((sum, seed) => sum + blinksPerMinute(live(seed, state, 300, 60)), 0) / 3
    expect(rate).toBeGreaterThan(least)
    expect(rate).toBeLessThan(most)
  })

  it('blinks at the same moments at 20 and at 60 frames a second', () => {
    const onsets = (fps: number): number[] =>
      live(3, 'idle', 60, fps)
        .filter((m, i, all) => (all[i - 1]?.coefficients[eyeBlinkLeft] ?? 0) < 0.05 && m.coefficients[eyeBlinkLeft]! >= 0.05)
        .map((m) => m.timeS)
    const [slow, fast] = [onsets(20), onsets(60)]
    expect(Math.abs(slow.length - fast.length)).toBeLessThanOrEqual(1)
    expect(Math.abs(slow[3]! - fast[3]!)).toBeLessThan(0.12)
  })

  it('meets the viewer most of the time while it listens, and looks away while it thinks', () => {
    const share = (state: HeadState): number => {
      const moments = live(5, state, 120, 30)
      return moments.filter((m) => Math.hypot(m.gaze[0]!, m.gaze[1]!) < 0.15).length / moments.length
    }
    expect(share('listening')).toBeGreaterThan(0.85)
    expect(share('speaking')).toBeGreaterThan(0.7)
    expect(share('thinking')).toBeLessThan(0.45)
  })

  it('nods while it listens and only then', () => {
    const pitchSwing = (state: HeadState): number => {
      const pitches = live(2, state, 60, 30).map((m) => m.rotation[0]!)
      const speeds = pitches.map((p, i) => p - (pitches[i - 1] ?? p))
      return Math.max(...speeds) / DEGREE
    }
    expect(pitchSwing('listening')).toBeGreaterThan(0.2)
    expect(pitchSwing('idle')).toBeLessThan(0.1)
  })

  it('never stands still and never leaves the range that the portrait holds', () => {
    const stream = { ...silence(), headRotation: [0.5, -0.9, 0.6] as [number, number, number] }
    for (const moment of live(4, 'speaking', 20, 30, stream)) {
      expect(Math.abs(moment.rotation[0]!)).toBeLessThanOrEqual(0.2)
      expect(Math.abs(moment.rotation[1]!)).toBeLessThanOrEqual(0.21)
    }
    const moments = live(4, 'idle', 30, 30)
    const yaws = moments.map((m) => m.rotation[1]!)
    expect(Math.max(...yaws) - Math.min(...yaws)).toBeGreaterThan(0.5 * DEGREE)
    const breaths = moments.map((m) => m.breath)
    expect(Math.max(...breaths)).toBeGreaterThan(0.9)
    expect(Math.min(...breaths)).toBeLessThan(0.1)
  })

  it('leaves the mouth of the stream as it is, except that lips cannot close further than the jaw has opened', () => {
    const stream = silence()
    stream.coefficients[jawOpen] = 0.4
    stream.coefficients[mouthClose] = 0.9
    const { coefficients } = live(1, 'speaking', 1, 30, stream).at(-1)!
    expect(coefficients[jawOpen]).toBeCloseTo(0.4)
    expect(coefficients[mouthClose]).toBeCloseTo(0.4)
    expect(Math.max(...coefficients)).toBeLessThanOrEqual(1)
  })
})
