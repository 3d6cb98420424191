import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAPTURE_FRAME_MS, CAPTURE_FRAME_SAMPLES } from '../contract/audio.ts'
import { roomNoise, spoken } from '../speech/testing/spoken.ts'
import { concat } from './pcm.ts'
import { SileroVad } from './silero.ts'

let speech: Float32Array
let vad: SileroVad
beforeAll(async () => {
  speech = await spoken('The workshop opens at nine in the morning.')
  vad = await SileroVad.create()
})
afterAll(() => vad.dispose())

function framesOf(samples: Float32Array): Float32Array[] {
  const count = Math.floor(samples.length / CAPTURE_FRAME_SAMPLES)
  return Array.from({ length: count }, (_, i) => samples.slice(i * CAPTURE_FRAME_SAMPLES, (i + 1) * CAPTURE_FRAME_SAMPLES))
}

const probabilitiesOf = (samples: Float32Array): Promise<number[]> => Promise.all(framesOf(samples).map((frame) => vad.process(frame)))
const share = (probabilities: number[]): number => probabilities.filter((p) => p >= 0.5).length / probabilities.length

describe('SileroVad', () => {
  it('hears speech where there is some, and only there', async () => {
    vad.reset()
    const probabilities = await probabilitiesOf(concat([roomNoise(1024), speech, roomNoise(1024)]))
    const lead = 1024 / CAPTURE_FRAME_MS
    const spokenFrames = Math.floor(speech.length / CAPTURE_FRAME_SAMPLES)
    expect(share(probabilities.slice(0, lead))).toBe(0)
    expect(share(probabilities.slice(lead, lead + spokenFrames))).toBeGreaterThan(0.6)
    // Speech rings on for a few frames.
    expect(share(probabilities.slice(-lead + 8))).toBe(0)
  })

  it('answers calls that overlap in the order of the frames', async () => {
    vad.reset()
    const overlapping = await probabilitiesOf(speech)
    vad.reset()
    const oneByOne: number[] = []
    for (const frame of framesOf(speech)) oneByOne.push(await vad.process(frame))
    expect(overlapping).toEqual(oneByOne)
  })

  it('refuses frames of another length', async () => {
    await expect(vad.process(new Float32Array(480))).rejects.toMatchObject({ code: 'internal' })
  })

  it('takes frames after its end for silence', async () => {
    const ended = await SileroVad.create()
    const last = framesOf(speech).map((frame) => ended.process(frame))
    await ended.dispose()
    await ended.dispose()
    expect(Math.max(...(await Promise.all(last)))).toBeLessThanOrEqual(1)
    expect(await ended.process(framesOf(speech)[20] as Float32Array)).toBe(0)
  })
})
