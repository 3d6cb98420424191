import { describe, expect, it } from 'vitest'
import { COEFFICIENT_COUNT, COEFFICIENT_INDEX } from '../../../electron/contract/coefficients.ts'
import type { Vec3 } from '../types.ts'
import { aimEye } from './aim.ts'
import { headRotationMatrix } from './rotation.ts'

const eye = {
  center: [3, 3, 8] as [number, number, number],
  radius: 1.4,
  corneaRadius: 1.5,
  axis: [0, 0, 1] as [number, number, number],
  irisUvRadius: 0.2,
  lookDeg: { up: 20, down: 26, in: 28, out: 28 },
}
const VIEWER: Vec3 = [0, 3, 100]
const DEGREE = Math.PI / 180

const placed = (pitch: number, yaw: number) => ({
  rotation: headRotationMatrix([pitch * DEGREE, yaw * DEGREE, 0]),
  pivot: [0, -5, -1] as Vec3,
  shift: [0, 0, 0] as Vec3,
})
const none = () => new Float32Array(COEFFICIENT_COUNT)

describe('aimEye', () => {
  it('stays on the viewer while the head turns: the eye turns back by as much', () => {
    const [straight] = aimEye('left', eye, placed(0, 0), VIEWER, [0, 0], none())
    const [turned] = aimEye('left', eye, placed(0, 10), VIEWER, [0, 0], none())
    expect((turned - straight) / DEGREE).toBeGreaterThan(-12)
    expect((turned - straight) / DEGREE).toBeLessThan(-9.5)
  })

  it('converges: the left eye looks a little to the right and the other way round', () => {
    const right = { ...eye, center: [-3, 3, 8] as [number, number, number] }
    expect(aimEye('left', eye, placed(0, 0), VIEWER, [0, 0], none())[0]).toBeLessThan(0)
    expect(aimEye('right', right, placed(0, 0), VIEWER, [0, 0], none())[0]).toBeGreaterThan(0)
  })

  it('moves the lids with the eye', () => {
    const down = none()
    aimEye('left', eye, placed(0, 0), VIEWER, [0, -1], down)
    expect(down[COEFFICIENT_INDEX.eyeLookDownLeft]).toBeGreaterThan(0.5)
    expect(down[COEFFICIENT_INDEX.eyeLookUpLeft]).toBe(0)
    const aside = none()
    aimEye('left', eye, placed(0, 0), VIEWER, [1, 0], aside)
    expect(aside[COEFFICIENT_INDEX.eyeLookOutLeft]).toBeGreaterThan(0.5)
  })

  it('adds the look coefficients of the stream and stays within what an eye can do', () => {
    const stream = none()
    stream[COEFFICIENT_INDEX.eyeLookOutLeft] = 1
    const [yaw] = aimEye('left', eye, placed(0, 0), VIEWER, [1, 0], stream)
    expect(yaw / DEGREE).toBeCloseTo(28)
    expect(stream[COEFFICIENT_INDEX.eyeLookOutLeft]).toBeCloseTo(1)
  })
})
