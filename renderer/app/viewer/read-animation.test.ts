import { expect, it } from 'vitest'
import { decodeFrames } from '../../../electron/animation/frame-codec.ts'
import { COEFFICIENT_COUNT, COEFFICIENT_INDEX } from '../../../electron/contract/coefficients.ts'
import { parseAnimation, readClip } from './read-animation.ts'

const jaw = (text: string): number[] => parseAnimation(text).map(({ coefficients }) => Math.round(100 * coefficients[COEFFICIENT_INDEX.jawOpen]!) / 100)

it('reads what the command «animate» writes, whatever the order of its channels and frames', () => {
  const text = JSON.stringify({ fps: 60, channels: ['jawOpen', 'nonsense', 'browInnerUp'], times: [0.5, 0], frames: [[0.4, 9, 0], [0.1, 9, 1]] })
  expect(jaw(text)).toEqual([0.1, 0.4])
  expect(parseAnimation(text).map(({ index, timeS }) => [index, timeS])).toEqual([[0, 0], [1, 0.5]])
  expect(parseAnimation(text)[0]!.coefficients[COEFFICIENT_INDEX.browInnerUp]).toBe(1)
})

it('reads JSON lines, by name and in canonical order, with where the head points', () => {
  const all = new Array<number>(COEFFICIENT_COUNT).fill(0)
  all[COEFFICIENT_INDEX.jawOpen] = 0.6
  const lines = [JSON.stringify({ timeS: 0, coefficients: { jawOpen: 0.3 } }), '', JSON.stringify({ timeS: 0.1, coefficients: all, headRotation: [0.1, 0, 0], gaze: [0.5, 0] })]
  expect(jaw(lines.join('\r\n'))).toEqual([0.3, 0.6])
  expect(parseAnimation(lines.join('\n'))[1]).toMatchObject({ headRotation: [0.1, 0, 0], gaze: [0.5, 0] })
  expect(jaw(lines[0]!)).toEqual([0.3])
})

it.each([
  ['nothing', '', /no frames/],
  ['a letter', 'Dear editor', /Line 1/],
  ['frames of something else', JSON.stringify({ channels: ['Wings'], times: [0], frames: [[1]] }), /None of the channels/],
  ['fewer times than frames', JSON.stringify({ channels: ['jawOpen'], times: [0], frames: [[1], [1]] }), /as many times/],
  ['too few numbers for its channels', JSON.stringify({ channels: ['jawOpen', 'mouthClose'], times: [0, 1], frames: [[1, 0], [1]] }), /Frame 2 .* 1 numbers for 2 channels/],
  ['names of something else', JSON.stringify({ timeS: 0, coefficients: { Wings: 1 } }), /None of the names in line 1/],
  ['a time before the beginning', JSON.stringify({ timeS: -1, coefficients: {} }), /before its beginning/],
  ['a time in milliseconds', JSON.stringify({ timeS: 1e9, coefficients: {} }), /ten minutes/],
  ['a number that is none of a face', JSON.stringify({ timeS: 0, coefficients: { jawOpen: 1e300 } }), /Line 1/],
  ['an open list', '['.repeat(100_000), /Line 1/],
  ['a line that was cut off', `${JSON.stringify({ timeS: 0, coefficients: { jawOpen: 1 } })}\n{"timeS":0.1,"coef`, /Line 2/],
  ['too few numbers', JSON.stringify({ timeS: 0, coefficients: [1, 2, 3] }), /Line 1/],
])('says what is wrong with %s', (_, text, message) => {
  expect(() => parseAnimation(text)).toThrow(message)
})

it('lasts as long as its frames where it comes without sound', async () => {
  const clip = await readClip([new File([JSON.stringify({ channels: ['jawOpen'], times: [0, 2], frames: [[0], [1]] })], 'a.json')])
  expect(clip.pcm.length / clip.sampleRateHz).toBeCloseTo(2.3)
  expect(decodeFrames(clip.frames)).toHaveLength(2)
  await expect(readClip([new File(['x'], 'a.wav')])).rejects.toThrow(/Choose the \.json/)
})
