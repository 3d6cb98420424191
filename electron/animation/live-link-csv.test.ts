import { expect, it } from 'vitest'
import { COEFFICIENT_NAMES } from '../contract/coefficients.ts'
import { liveLinkCsv } from './live-link-csv.ts'

it('writes what Live Link Face writes: 61 named values a frame under their own columns', () => {
  const frame = COEFFICIENT_NAMES.map((_, k) => k / 100)
  const csv = liveLinkCsv({
    fps: 60,
    times: [0, 61.5],
    frames: [frame, frame],
    headRotations: [[0.1, 0.2, 0.3], [0, 0, 0]],
    gazes: [[1, 1], [0, 0]],
  })
  const [header, first, second, end] = csv.split('\n').map((line) => line.split(','))
  expect(header).toHaveLength(63)
  expect(header!.slice(0, 3)).toEqual(['Timecode', 'BlendShapeCount', 'EyeBlinkLeft'])
  expect(header!.slice(54)).toEqual(['HeadYaw', 'HeadPitch', 'HeadRoll', 'LeftEyeYaw', 'LeftEyePitch', 'LeftEyeRoll', 'RightEyeYaw', 'RightEyePitch', 'RightEyeRoll'])
  const value = (column: string): number => Number(first![header!.indexOf(column)])
  COEFFICIENT_NAMES.forEach((name, k) => {
    expect(value(name[0]!.toUpperCase() + name.slice(1))).toBeCloseTo(k / 100, 6)
  })
  expect([value('HeadPitch'), value('HeadYaw'), value('HeadRoll')]).toEqual([0.1, 0.2, 0.3])
  expect(first!.slice(0, 2)).toEqual(['00:00:00:00.000', '61'])
  expect(second![0]).toBe('00:01:01:30.000')
  expect(end).toEqual([''])
})
