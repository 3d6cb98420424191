import { describe, expect, it } from 'vitest'
import { concat, rms } from '../audio/pcm.ts'
import { StepResampler } from './step-resampler.ts'

function tone(sampleRateHz: number, samples: number, toneHz: number): Float32Array {
  return Float32Array.from({ length: samples }, (_, i) => 0.5 * Math.sin((2 * Math.PI * toneHz * i) / sampleRateHz))
}

function inPieces(samples: Float32Array, fromHz: number, piece: number): Float32Array {
  const resampler = new StepResampler(fromHz, 16_000)
  const pieces: Float32Array[] = []
  for (let at = 0; at < samples.length; at += piece) pieces.push(resampler.push(samples.subarray(at, at + piece)))
  return concat([...pieces, resampler.flush()])
}

describe('the resampler of the streams', () => {
  it.each([8_000, 11_025, 22_050, 24_000, 44_100, 47_999, 48_000, 96_000, 192_000])('keeps pitch, level and place from %i Hz', (fromHz) => {
    const length = Math.round(fromHz * 0.3) + 7
    const made = inPieces(tone(fromHz, length, 440), fromHz, Math.round(fromHz / 50))
    expect(made).toHaveLength(Math.round((length * 16_000) / fromHz))
    const expected = tone(16_000, made.length, 440)
    let worst = 0
    // At the ends the kernel has nothing on one side.
    for (let n = 200; n < made.length - 200; n++) worst = Math.max(worst, Math.abs(made[n]! - expected[n]!))
    expect(worst).toBeLessThan(0.003)
  })

  it('leaves out what the lower rate cannot hold, and keeps what speech needs', () => {
    const middle = (samples: Float32Array): number => rms(samples.subarray(400, -400))
    expect(middle(inPieces(tone(48_000, 24_000, 9_500), 48_000, 4_800))).toBeLessThan(0.001)
    expect(middle(inPieces(tone(48_000, 24_000, 6_400), 48_000, 4_800))).toBeGreaterThan(0.34)
  })

  it('gives the same whatever the pieces', () => {
    const whole = tone(44_100, 20_000, 1_000)
    const expected = inPieces(whole, 44_100, whole.length)
    for (const piece of [1, 441, 7_777]) {
      inPieces(whole, 44_100, piece).forEach((sample, n) => {
        if (Math.abs(sample - expected[n]!) > 1e-6) throw new Error(`Sample ${n} differs in pieces of ${piece}.`)
      })
    }
  })

  it('takes nothing and single samples', () => {
    expect(inPieces(new Float32Array(0), 48_000, 1)).toHaveLength(0)
    expect(inPieces(new Float32Array(1), 8_000, 1)).toHaveLength(2)
  })
})
