import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { COEFFICIENT_INDEX } from '../../../electron/contract/coefficients.ts'
import type { HeadView, StillPose } from '../../head/index.ts'
import { blink } from './blink.ts'

const FRAME_MS = 33

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] })
  vi.stubGlobal('requestAnimationFrame', (next: () => void) => setTimeout(next, FRAME_MS))
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('closes both lids of an otherwise still face, opens them again and lets it live on', async () => {
  const poses: (StillPose | null)[] = []
  const blinked = blink({ setStill: (pose: StillPose | null) => poses.push(pose) } as unknown as HeadView)
  await vi.advanceTimersByTimeAsync(1000)
  await blinked
  expect(poses.at(-1)).toBeNull()
  const lids = poses.slice(0, -1).map((pose) => {
    const given = pose!.coefficients!
    expect(given[COEFFICIENT_INDEX.eyeBlinkRight]).toBe(given[COEFFICIENT_INDEX.eyeBlinkLeft])
    expect(given.reduce((sum, value) => sum + value, 0)).toBeCloseTo(2 * given[COEFFICIENT_INDEX.eyeBlinkLeft]!)
    return given[COEFFICIENT_INDEX.eyeBlinkLeft]!
  })
  const closed = lids.indexOf(1)
  expect(closed).toBeGreaterThan(0)
  expect(lids.slice(0, closed + 1)).toEqual(lids.slice(0, closed + 1).sort((a, b) => a - b))
  expect(lids.at(-1)).toBeLessThan(0.3)
})
