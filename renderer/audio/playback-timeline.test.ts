import { describe, expect, it } from 'vitest'
import { PlaybackTimeline } from './playback-timeline.ts'

const RATE = 16_000
const LEAD = 160

describe('PlaybackTimeline', () => {
  it('joins stretches on the sample, although their times were rounded to milliseconds', () => {
    const timeline = new PlaybackTimeline(RATE, LEAD)
    const first = timeline.schedule(0, 1_003, 0)
    expect(first).toBe(LEAD)
    expect(timeline.schedule(63, 997, 200)).toBe(first + 1_003)
    expect(timeline.schedule(125, 500, 400)).toBe(first + 2_000)
  })

  it('keeps the silence between two sentences', () => {
    const timeline = new PlaybackTimeline(RATE, LEAD)
    const first = timeline.schedule(0, RATE, 0)
    expect(timeline.schedule(1_250, RATE, 0)).toBe(first + 20_000)
    expect(timeline.positionMs(first + 18_000)).toBe(1_125)
  })

  it('says nothing is heard before the first sample', () => {
    const timeline = new PlaybackTimeline(RATE, LEAD)
    timeline.schedule(0, RATE, 1_000)
    expect(timeline.positionMs(1_100)).toBeNull()
    expect(timeline.positionMs(1_000 + LEAD)).toBe(0)
  })

  it('stands still while the answer comes too slowly, and goes on where it stopped', () => {
    const timeline = new PlaybackTimeline(RATE, LEAD)
    const first = timeline.schedule(0, RATE, 0)
    expect(timeline.positionMs(first + RATE + 8_000)).toBe(1_000)
    const late = timeline.schedule(1_000, RATE, first + RATE + 8_000)
    expect(late).toBe(first + RATE + 8_000 + LEAD)
    expect(timeline.positionMs(late - 1)).toBe(1_000)
    expect(timeline.positionMs(late + 1_600)).toBe(1_100)
    expect(timeline.endFrame).toBe(late + RATE)
  })
})
