import { describe, expect, it } from 'vitest'
import { COEFFICIENT_COUNT, COEFFICIENT_INDEX, type CoefficientName } from '../../../electron/contract/coefficients.ts'
import type { HeadFrame } from '../types.ts'
import { lipGap } from '../rig/lip-gap.ts'
import { FrameTimeline } from './frame-timeline.ts'

const { jawOpen, mouthClose } = COEFFICIENT_INDEX

function frame(timeS: number, set: Partial<Record<CoefficientName, number>>, rest: Partial<HeadFrame> = {}): HeadFrame {
  const coefficients = new Float32Array(COEFFICIENT_COUNT)
  for (const [name, value] of Object.entries(set)) coefficients[COEFFICIENT_INDEX[name as CoefficientName]] = value
  return { timeS, coefficients, ...rest }
}

describe('FrameTimeline', () => {
  it('shows the face of the playback position, between frames in proportion', () => {
    const timeline = new FrameTimeline()
    timeline.push([
      frame(1, { jawOpen: 0.2 }, { headRotation: [0, 0.1, 0], gaze: [0.4, 0] }),
      frame(1.02, { jawOpen: 0.6 }, { headRotation: [0, 0.3, 0], gaze: [0.8, 0] }),
    ])
    const sample = timeline.sampleAt(1.005, 0.016)
    expect(sample.coefficients[jawOpen]).toBeCloseTo(0.3)
    expect(sample.headRotation[1]).toBeCloseTo(0.15)
    expect(sample.gaze[0]).toBeCloseTo(0.5)
  })

  it('takes frames in any order, late ones and corrected ones', () => {
    const timeline = new FrameTimeline()
    timeline.push([frame(0.04, { jawOpen: 0.4 }), frame(0, { jawOpen: 0 })])
    timeline.push([frame(0.02, { jawOpen: 0.9 })])
    timeline.push([frame(0.02, { jawOpen: 0.2 })])
    expect(timeline.length).toBe(3)
    expect(timeline.sampleAt(0.03, 0.016).coefficients[jawOpen]).toBeCloseTo(0.3)
  })

  it('keeps weights in 0–1 and ignores frames without a time', () => {
    const timeline = new FrameTimeline()
    timeline.push([frame(0, { jawOpen: 1.7, mouthClose: -0.5 }), frame(Number.NaN, { jawOpen: 1 })])
    const { coefficients } = timeline.sampleAt(0, 0.016)
    expect(coefficients[jawOpen]).toBe(1)
    expect(coefficients[mouthClose]).toBe(0)
  })

  it('shows a closure of the lips even when it falls between two drawn frames', () => {
    const timeline = new FrameTimeline()
    timeline.push([
      frame(0, { jawOpen: 0.4 }),
      frame(0.016, { jawOpen: 0.3 }),
      frame(0.033, { jawOpen: 0.08, mouthClose: 0.08, mouthPressLeft: 0.4, mouthPressRight: 0.4 }),
      frame(0.05, { jawOpen: 0.3 }),
      frame(0.066, { jawOpen: 0.4 }),
    ])
    timeline.sampleAt(0.016, 0.033)
    // The next drawn frame is 50 ms on, when the lips are open again.
    expect(lipGap(timeline.sampleAt(0.066, 0.05).coefficients)).toBeLessThan(0.02)
    expect(timeline.sampleAt(0.066, 0).coefficients[jawOpen]).toBeCloseTo(0.4)
  })

  it('settles to rest within 120 ms of frames that stop coming, instead of freezing with an open mouth', () => {
    const timeline = new FrameTimeline()
    timeline.push([frame(0, { jawOpen: 0.6 }), frame(0.016, { jawOpen: 0.6 })])
    timeline.sampleAt(0.016, 0.016)
    let jaw = 1
    for (let timeS = 0.05; timeS < 0.18; timeS += 0.016) jaw = timeline.sampleAt(timeS, 0.016).coefficients[jawOpen]!
    expect(jaw).toBeLessThan(0.13)
    for (let timeS = 0.18; timeS < 0.9; timeS += 0.016) jaw = timeline.sampleAt(timeS, 0.016).coefficients[jawOpen]!
    expect(jaw).toBe(0)
  })

  it('does not glide over a hole in the stream', () => {
    const timeline = new FrameTimeline()
    timeline.push([frame(0, { jawOpen: 0.6 }), frame(1, { jawOpen: 0.6 })])
    timeline.sampleAt(0, 0.016)
    for (let timeS = 0.04; timeS < 0.5; timeS += 0.02) timeline.sampleAt(timeS, 0.02)
    expect(timeline.sampleAt(0.5, 0.02).coefficients[jawOpen]).toBeLessThan(0.02)
  })

  it('forgets everything on a flush and comes to rest in steps, not in a jump', () => {
    const timeline = new FrameTimeline()
    timeline.push([frame(0, { jawOpen: 0.6 }), frame(0.016, { jawOpen: 0.6 }), frame(0.033, { jawOpen: 0.6 })])
    timeline.sampleAt(0.016, 0.016)
    timeline.flush()
    const first = timeline.sampleAt(0.033, 0.016).coefficients[jawOpen]!
    expect(first).toBeGreaterThan(0.4)
    expect(first).toBeLessThan(0.55)
    for (let i = 0; i < 8; i++) timeline.sampleAt(null, 0.016)
    expect(timeline.sampleAt(null, 0).coefficients[jawOpen]).toBeLessThan(0.1)
  })
})
