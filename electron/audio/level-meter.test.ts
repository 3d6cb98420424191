import { describe, expect, it } from 'vitest'
import { LevelMeter } from './level-meter.ts'
import { SILENCE_DB } from './pcm.ts'

const frame = (amplitude: number): Float32Array => Float32Array.from({ length: 512 }, (_, i) => amplitude * (i % 2 ? 1 : -1))

describe('LevelMeter', () => {
  it('shows level and speech of what it hears', () => {
    const meter = new LevelMeter()
    meter.push(frame(0.1), 0.9, 0)
    const level = meter.read(0)
    expect(level.rmsDb).toBeCloseTo(-20)
    expect(level.peakDb).toBeCloseTo(-20)
    expect(level).toMatchObject({ speechProbability: 0.9, signal: 'ok' })
  })

  it('rises at once and falls slowly', () => {
    const meter = new LevelMeter()
    meter.push(frame(0.5), 1, 0)
    meter.push(frame(0.001), 0, 32)
    expect(meter.read(32).rmsDb).toBeGreaterThan(-10)
    expect(meter.read(32).rmsDb).toBeLessThan(-6.1)
    meter.push(frame(0.5), 1, 64)
    expect(meter.read(64).rmsDb).toBeCloseTo(-6.02)
    meter.push(frame(0.001), 0, 3000)
    expect(meter.read(3000).rmsDb).toBeCloseTo(-60)
  })

  it('tells a quiet room from a device that is muted', () => {
    const quiet = new LevelMeter()
    const muted = new LevelMeter()
    for (let nowMs = 0; nowMs <= 2000; nowMs += 32) {
      quiet.push(frame(0.0001), 0, nowMs)
      muted.push(frame(0), 0, nowMs)
    }
    expect(quiet.read(2000).signal).toBe('silent')
    expect(muted.read(2000)).toEqual({ rmsDb: SILENCE_DB, peakDb: SILENCE_DB, speechProbability: 0, signal: 'no_signal' })
  })

  it('says so when no frames come, and when they come again', () => {
    const meter = new LevelMeter()
    expect(meter.read(0).signal).toBe('no_signal')
    meter.push(frame(0.1), 0, 0)
    expect(meter.read(500).signal).toBe('ok')
    expect(meter.read(1500).signal).toBe('no_signal')
    meter.push(frame(0.1), 0, 1600)
    expect(meter.read(1600).signal).toBe('ok')
  })
})
