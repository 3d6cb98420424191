import { describe, expect, it } from 'vitest'
import { concat, rms } from './pcm.ts'
import { resample, Resampler } from './resample.ts'

const TONE_HZ = 440

function tone(sampleRateHz: number, samples: number, toneHz = TONE_HZ): Float32Array {
  return Float32Array.from({ length: samples }, (_, i) => 0.5 * Math.sin((2 * Math.PI * toneHz * i) / sampleRateHz))
}

/** Largest difference in the middle: at the ends the filter has nothing on one side. */
function worstError(actual: Float32Array, expected: Float32Array): number {
  let worst = 0
  for (let i = 400; i < expected.length - 400; i++) worst = Math.max(worst, Math.abs((actual[i] as number) - (expected[i] as number)))
  return worst
}

describe('resample', () => {
  it.each([8000, 22_050, 44_100, 48_000, 96_000, 384_000])('from %i Hz to 16 kHz keeps pitch, level and place', async (fromHz) => {
    const samples = Math.round(fromHz * 0.3) + 7
    const resampled = await resample(tone(fromHz, samples), fromHz, 16_000)
    expect(resampled).toHaveLength(Math.round((samples * 16_000) / fromHz))
    expect(worstError(resampled, tone(16_000, resampled.length))).toBeLessThan(0.02)
  })

  it('leaves out what the lower rate cannot hold instead of folding it down', async () => {
    const resampled = await resample(tone(48_000, 24_000, 11_000), 48_000, 16_000)
    expect(rms(resampled.subarray(400, -400))).toBeLessThan(0.001)
  })

  it('gives the same in pieces as in one', async () => {
    const whole = tone(44_100, 20_000)
    const resampler = await Resampler.create(44_100, 16_000)
    const pieces: Float32Array[] = []
    for (let at = 0; at < whole.length; at += 441) pieces.push(resampler.push(whole.subarray(at, at + 441)))
    pieces.push(resampler.flush())
    resampler.dispose()
    const streamed = concat(pieces)
    expect(streamed).toHaveLength(Math.round((20_000 * 16_000) / 44_100))
    expect(worstError(streamed, await resample(whole, 44_100, 16_000))).toBeLessThan(1e-4)
  })

  it('takes nothing and single samples', async () => {
    expect(await resample(new Float32Array(0), 48_000, 16_000)).toHaveLength(0)
    expect(await resample(tone(16_000, 5), 16_000, 16_000)).toHaveLength(5)
    expect(await resample(new Float32Array(1), 8000, 16_000)).toHaveLength(2)
  })
})
