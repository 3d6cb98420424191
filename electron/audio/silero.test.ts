import { InferenceSession, Tensor, type TypedTensor } from '../base/onnxruntime.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { modelFiles } from '../../models/catalog.ts'
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

/** The model on windows cut out of the whole recording: each frame with the 64 samples before it. */
async function referenceProbabilities(samples: Float32Array): Promise<number[]> {
  const session = await InferenceSession.create(modelFiles('silero-vad')[0] as string, { intraOpNumThreads: 1 })
  const preceded = concat([new Float32Array(64), samples])
  const probabilities: number[] = []
  let state = new Tensor('float32', new Float32Array(256), [2, 1, 128])
  for (let at = 0; at + CAPTURE_FRAME_SAMPLES <= samples.length; at += CAPTURE_FRAME_SAMPLES) {
    const input = new Tensor('float32', preceded.slice(at, at + 64 + CAPTURE_FRAME_SAMPLES), [1, 64 + CAPTURE_FRAME_SAMPLES])
    const outputs = await session.run({ input, state, sr: new Tensor('int64', [16_000n], []) })
    state = outputs.stateN as TypedTensor<'float32'>
    probabilities.push((outputs.output as TypedTensor<'float32'>).data[0] as number)
  }
  await session.release()
  return probabilities
}

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

  it('reads each frame with the end of the one before it', async () => {
    vad.reset()
    expect(await probabilitiesOf(speech)).toEqual(await referenceProbabilities(speech))
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
