import { describe, expect, it } from 'vitest'
import { TimeStretch } from './time-stretch.ts'

const RATE_HZ = 16_000
const tone = (hz: number, seconds: number): Float32Array =>
  Float32Array.from({ length: RATE_HZ * seconds }, (_, k) => 0.5 * Math.sin((2 * Math.PI * hz * k) / RATE_HZ))

function stretched(samples: Float32Array, rate: number, piece = 4000): Float32Array {
  const stretch = new TimeStretch(RATE_HZ, rate)
  const parts: number[] = []
  for (let at = 0; at < samples.length; at += piece) parts.push(...stretch.push(samples.subarray(at, at + piece)))
  return Float32Array.from(parts)
}

function pitchHz(samples: Float32Array): number {
  let crossings = 0
  for (let k = 1; k < samples.length; k++) if (samples[k - 1]! < 0 && samples[k]! >= 0) crossings++
  return (crossings * RATE_HZ) / samples.length
}

describe('TimeStretch', () => {
  it.each([1.25, 1.5, 2])('at %f× it is so much shorter and of the same pitch', (rate) => {
    const output = stretched(tone(180, 3), rate)
    expect(output.length / RATE_HZ).toBeCloseTo(3 / rate, 1)
    expect(pitchHz(output)).toBeGreaterThan(175)
    expect(pitchHz(output)).toBeLessThan(185)
  })

  it('joins frames without a click and keeps the loudness', () => {
    const output = stretched(tone(180, 2), 1.5)
    const steps = output.map((sample, k) => Math.abs(sample - (output[k - 1] ?? sample)))
    expect(Math.max(...steps)).toBeLessThan(0.06)
    expect(Math.max(...output)).toBeLessThan(0.55)
    expect(Math.max(...output.subarray(1000, 5000))).toBeGreaterThan(0.45)
  })

  it('gives the same, in whatever pieces the sound comes', () => {
    const input = tone(140, 1)
    expect(stretched(input, 1.5, 333)).toEqual(stretched(input, 1.5, 16_000))
  })

  it('takes silence for what it is', () => {
    expect(stretched(new Float32Array(RATE_HZ), 2).every((sample) => sample === 0)).toBe(true)
  })
})
