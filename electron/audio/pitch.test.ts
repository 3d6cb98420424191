import { describe, expect, it } from 'vitest'
import { roomNoise, spoken } from '../speech/testing/spoken.ts'
import { CAPTURE_FRAME_SAMPLES } from '../contract/audio.ts'
import { PitchTracker } from './pitch.ts'

function pitches(samples: Float32Array): (number | null)[] {
  const tracker = new PitchTracker()
  const found = []
  for (let at = 0; at + CAPTURE_FRAME_SAMPLES <= samples.length; at += CAPTURE_FRAME_SAMPLES) found.push(tracker.push(samples.subarray(at, at + CAPTURE_FRAME_SAMPLES)))
  return found
}

const voiced = (found: (number | null)[]): number[] => found.filter((hz) => hz !== null).sort((a, b) => a - b)

describe('PitchTracker', () => {
  it.each([80, 123, 250, 380])('finds %i Hz under its overtones', (hz) => {
    const tone = Float32Array.from({ length: 8_000 }, (_, i) => [1, 2, 3, 4].reduce((sum, k) => sum + 0.1 * Math.sin((2 * Math.PI * k * hz * i) / 16_000), 0))
    for (const found of pitches(tone).slice(2)) expect(Math.abs((found ?? 0) / hz - 1)).toBeLessThan(0.02)
  })

  it('finds none in noise and silence', () => {
    expect(voiced(pitches(new Float32Array(16_000)))).toEqual([])
    expect(voiced(pitches(roomNoise(1_000, 0.1))).length).toBeLessThan(3)
  })

  it('hears a man lower than a woman', async () => {
    const [man, woman] = await Promise.all(['rms', 'slt'].map(async (voice) => voiced(pitches(await spoken('We only ever measured what was warm.', { voice })))))
    expect(man![Math.floor(man!.length / 2)]).toBeLessThan(130)
    expect(woman![Math.floor(woman!.length / 2)]).toBeGreaterThan(150)
  })
})
