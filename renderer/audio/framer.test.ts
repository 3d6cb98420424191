import { describe, expect, it } from 'vitest'
import { Framer } from './framer.ts'

function tone(frequencyHz: number, rateHz: number, seconds: number): Float32Array {
  return Float32Array.from({ length: rateHz * seconds }, (_, k) => Math.sin((2 * Math.PI * frequencyHz * k) / rateHz))
}

function run(samples: Float32Array, inputRateHz: number, chunk = 128): Float32Array {
  const frames: Float32Array[] = []
  const framer = new Framer(inputRateHz, 16_000, 512, (frame) => frames.push(frame))
  for (let at = 0; at < samples.length; at += chunk) framer.push(samples.subarray(at, at + chunk))
  return Float32Array.from(frames.flatMap((frame) => [...frame]))
}

const rms = (samples: Float32Array): number => Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length)

describe('Framer', () => {
  it('passes sound at the wanted rate through unchanged, in whole frames', () => {
    const input = tone(440, 16_000, 1)
    const output = run(input, 16_000)
    expect(output.length).toBe(Math.floor(16_000 / 512) * 512)
    expect(output).toEqual(input.slice(0, output.length))
  })

  it.each([44_100, 48_000])('keeps a tone in the speech band, from %i Hz', (rateHz) => {
    const output = run(tone(1_000, rateHz, 1), rateHz)
    const expected = tone(1_000, 16_000, 1)
    const difference = output.slice(2_000, 12_000).map((sample, k) => sample - expected[k + 2_000]!)
    expect(rms(difference)).toBeLessThan(0.02)
  })

  it('keeps what lies above the speech band from folding into it', () => {
    expect(rms(run(tone(11_000, 48_000, 1), 48_000).slice(2_000))).toBeLessThan(0.01)
  })
})
