import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { roomNoise, spoken } from '../speech/testing/spoken.ts'
import { detectSegments, vadFile } from './detect-segments.ts'
import { concat, floatToInt16 } from './pcm.ts'
import { resample } from './resample.ts'
import { SileroVad } from './silero.ts'
import { writeWav } from './wav.ts'

/** A few frames: where a word begins is a matter of opinion. */
const TOLERANCE_MS = 160
const toMs = (samples: number): number => samples / 16

let vad: SileroVad
let recording: Float32Array
let spokenAt: { startMs: number; endMs: number }[]
beforeAll(async () => {
  vad = await SileroVad.create()
  const first = await spoken('The workshop opens at nine.')
  const second = await spoken('It closes again at five.')
  recording = concat([roomNoise(1000), first, roomNoise(1500), second, roomNoise(1010)])
  const audible = (from: number, length: number): { startMs: number; endMs: number } => {
    const part = recording.subarray(from, from + length)
    const isLoud = (sample: number): boolean => Math.abs(sample) > 0.02
    return { startMs: toMs(from + part.findIndex(isLoud)), endMs: toMs(from + part.findLastIndex(isLoud)) }
  }
  spokenAt = [audible(0, 16_000 + first.length), audible(16_000 + first.length, 24_000 + second.length)]
})
afterAll(() => vad.dispose())

describe('detectSegments', () => {
  it('finds each sentence where it is spoken, with one probability for every 512 samples', async () => {
    const { frameMs, probabilities, segments } = await detectSegments(vad, recording)
    expect(frameMs).toBe(32)
    expect(probabilities).toHaveLength(Math.ceil(recording.length / 512))
    expect(segments).toHaveLength(2)
    for (const [i, expected] of spokenAt.entries()) {
      expect(Math.abs((segments[i]?.startMs ?? 0) - expected.startMs)).toBeLessThanOrEqual(TOLERANCE_MS)
      expect(Math.abs((segments[i]?.endMs ?? 0) - expected.endMs)).toBeLessThanOrEqual(TOLERANCE_MS)
    }
  })

  it('starts over with each recording', async () => {
    expect(await detectSegments(vad, recording)).toEqual(await detectSegments(vad, recording))
  })

  it('ends a segment with the recording', async () => {
    const cut = recording.subarray(0, 16_000 + 10_001)
    const { segments } = await detectSegments(vad, cut)
    expect(segments).toHaveLength(1)
    expect(segments[0]?.endMs).toBeLessThanOrEqual(toMs(cut.length))
    expect(segments[0]?.endMs).toBeGreaterThan(toMs(cut.length) - TOLERANCE_MS)
  })

  it('finds nothing in silence and in no sound at all', async () => {
    expect(await detectSegments(vad, roomNoise(1000))).toMatchObject({ segments: [] })
    expect(await detectSegments(vad, new Float32Array(0))).toMatchObject({ probabilities: [], segments: [] })
  })

  it('hears the same in a file of another sample rate', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'understudy-vad-'))
    try {
      const path = join(directory, 'speech.wav')
      await writeWav(path, floatToInt16(await resample(recording, 16_000, 44_100)), 44_100)
      const { segments } = await vadFile(path)
      expect(segments).toHaveLength(2)
      expect(Math.abs((segments[1]?.startMs ?? 0) - (spokenAt[1]?.startMs ?? 0))).toBeLessThanOrEqual(TOLERANCE_MS)
    } finally {
      await rm(directory, { recursive: true })
    }
  })
})
