import { describe, expect, it } from 'vitest'
import type { DrawnFrame } from '../../../renderer/head/types.ts'
import { matchColours, type ShownFrame } from './marked-frames.ts'
import { envelope, findAnswer, frameOffsets, heardAt, lags, seenLips, type Curve } from './offsets.ts'

const RATE_HZ = 16_000
const STARTED_MS = 5_000

/** Noise in syllables, so that every part of it sounds different. */
function voice(seconds: number): Float32Array {
  let state = 3
  return Float32Array.from({ length: seconds * RATE_HZ }, (_, n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state / 2 ** 31 - 1) * 0.3 * (0.2 + Math.max(0, Math.sin((2 * Math.PI * 3 * n) / RATE_HZ)))
  })
}

function recordingOf(...parts: Float32Array[]) {
  const samples = Float32Array.from(parts.flatMap((part) => [...part]))
  return { samples, sampleRateHz: RATE_HZ, heardAtMs: (sample: number) => STARTED_MS + (sample / RATE_HZ) * 1_000 }
}

const opening = (timeS: number): number => 0.2 + 0.15 * Math.sin(2 * Math.PI * 3.1 * timeS) + 0.1 * Math.sin(2 * Math.PI * 1.3 * timeS)

/** Frames that were drawn for `positionS` and shown `lateMs` after it was heard, where the answer's first sample was heard at `heardMs`. */
function shownFrames(seconds: number, heardMs: number, lateMs: number): ShownFrame[] {
  return Array.from({ length: seconds * 30 }, (_, k) => {
    const positionS = k / 30
    const shownAtMs = heardMs + positionS * 1_000 + lateMs
    return { positionS, shownAtMs, lipGap: opening(positionS), beganAtMs: shownAtMs - 30, handedOnAtMs: shownAtMs - 29, forMs: shownAtMs }
  })
}

describe('the offset between sound and face', () => {
  const answer = voice(4)
  const silence = new Float32Array(RATE_HZ)
  const begun = { earliestMs: STARTED_MS + 500, latestMs: STARTED_MS + 1_700 }

  it('finds an answer in the recording, also after a gap in its delivery', () => {
    const gap = new Float32Array(0.08 * RATE_HZ)
    const parts = findAnswer(answer, recordingOf(silence, answer.subarray(0, 2 * RATE_HZ), gap, answer.subarray(2 * RATE_HZ), silence), begun)
    expect(heardAt(parts, STARTED_MS + 2_000)).toBeCloseTo(1, 3)
    expect(heardAt(parts, STARTED_MS + 4_000)).toBeCloseTo(2.92, 3)
    expect(heardAt(parts, STARTED_MS + 20_000)).toBeNull()
  })

  it.each([35, 0, -20])('measures a face that is %i ms late, by frames and by what the lips do', (lateMs) => {
    const parts = findAnswer(answer, recordingOf(silence, answer, silence), begun)
    const frames = shownFrames(4, STARTED_MS + 1_000, lateMs)
    for (const offset of frameOffsets(frames, parts)) expect(offset).toBeCloseTo(lateMs, 0)
    const wanted: Curve = { times: frames.map(({ positionS }) => positionS!), values: frames.map(({ lipGap }) => lipGap) }
    const seconds = lags(wanted, seenLips(frames, parts), 1)
    expect(seconds.length).toBeGreaterThan(1)
    for (const lag of seconds) expect(Math.abs(lag - lateMs)).toBeLessThan(3)
  })

  it('compares the mouth with the loudness, and says nothing of a mouth that stands still', () => {
    const loudness = envelope(answer, RATE_HZ)
    const mouth = (shiftS: number): Curve => ({ times: loudness.times.map((timeS) => timeS + shiftS), values: loudness.values.map((db) => db / 100) })
    for (const lag of lags(loudness, mouth(0.03), 1, 3)) expect(lag).toBeCloseTo(30, 0)
    expect(lags({ times: loudness.times, values: loudness.times.map(() => 0.1) }, mouth(0), 1)).toEqual([])
  })
})

describe('matchColours', () => {
  const drawn: DrawnFrame[] = Array.from({ length: 60 }, (_, k) => ({ beganAtMs: 33 * k, handedOnAtMs: 33 * k + 1, forMs: 33 * k, positionS: k / 30, lipGap: 0 }))
  const change = (k: number, atMs = 33 * k + 40) => ({ colour: k % 27, atMs })

  it('knows each frame by its colour, those too that follow some which were never shown', () => {
    const shown = matchColours(drawn, [0, 1, 2, 5, 6, 7, 8, 50, 51].map((k) => change(k)))
    expect(shown.map(({ beganAtMs }) => beganAtMs / 33)).toEqual([0, 1, 2, 5, 6, 7, 8, 50, 51])
  })

  it('takes no frame for shown before it was drawn', () => {
    expect(matchColours(drawn, [change(0), change(4, 50)])).toHaveLength(1)
  })
})
