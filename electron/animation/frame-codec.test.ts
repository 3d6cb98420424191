import { describe, expect, it } from 'vitest'
import { ANIMATION_FRAME_BYTES, type AnimationFrame } from '../contract/animation.ts'
import { decodeFrames, encodeFrames } from './frame-codec.ts'

const frame = (index: number): AnimationFrame => ({
  index,
  timeS: index / 60,
  coefficients: Float32Array.from({ length: 52 }, (_, k) => k / 52),
  headRotation: [0.125, -0.25, 0.5],
  gaze: [-0.75, 1],
})

describe('the binary frames of /v1/animation', () => {
  it('come back as they went out, several in one message', () => {
    const frames = [frame(7), frame(8), frame(4_000_000_000)]
    const bytes = encodeFrames(frames)
    expect(bytes.byteLength).toBe(3 * ANIMATION_FRAME_BYTES)
    expect(decodeFrames(bytes)).toEqual(frames)
  })

  it('are little-endian in the documented places', () => {
    const view = new DataView(encodeFrames([frame(60)]).buffer)
    expect(view.getUint32(0, true)).toBe(60)
    expect(view.getFloat64(4, true)).toBe(1)
    expect(view.getFloat32(12 + 24 * 4, true)).toBeCloseTo(24 / 52, 6)
    expect(view.getFloat32(220, true)).toBe(0.125)
    expect(view.getFloat32(236, true)).toBe(1)
  })

  it('are read from the middle of a larger buffer', () => {
    const padded = new Uint8Array(5 + ANIMATION_FRAME_BYTES)
    padded.set(encodeFrames([frame(3)]), 5)
    expect(decodeFrames(padded.subarray(5))).toEqual([frame(3)])
  })

  it.each([
    ['nothing', new Uint8Array(0)],
    ['half a frame', new Uint8Array(ANIMATION_FRAME_BYTES - 1)],
    ['a frame and a bit', new Uint8Array(ANIMATION_FRAME_BYTES + 4)],
    ['a value that is no number', encodeFrames([{ ...frame(0), coefficients: new Float32Array(52).fill(Number.NaN) }])],
    ['an infinite time', encodeFrames([{ ...frame(0), timeS: Infinity }])],
  ])('refuse %s', (_, bytes) => {
    expect(() => decodeFrames(bytes)).toThrow(expect.objectContaining({ code: 'provider_failed' }))
  })
})
