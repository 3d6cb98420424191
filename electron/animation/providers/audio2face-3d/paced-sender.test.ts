import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { A2F_PACING, PacedSender } from './paced-sender.ts'

const RATE_HZ = 16_000
const ms = (length: number): number => (length / RATE_HZ) * 1000

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('lets half a second out at once, then hardly more than is heard, and loses nothing', async () => {
  let sentMs = 0
  const samples: number[] = []
  const sender = new PacedSender(RATE_HZ, (pcm) => {
    sentMs += ms(pcm.length)
    samples.push(...pcm)
  })
  const sound = Int16Array.from({ length: 2 * RATE_HZ }, (_, n) => n)
  sender.push(sound.subarray(0, RATE_HZ))
  expect(sentMs).toBeCloseTo(A2F_PACING.burstMs, 0)
  sender.push(sound.subarray(RATE_HZ))
  await vi.advanceTimersByTimeAsync(500)
  expect(sentMs).toBeGreaterThan(980)
  expect(sentMs).toBeLessThan(1_060)
  const drained = sender.drain()
  await vi.advanceTimersByTimeAsync(2_000)
  await drained
  expect(samples).toEqual([...sound])
})

it('makes use of a pause in the sound, and lets go of everything when it is disposed', async () => {
  let sentMs = 0
  const sender = new PacedSender(RATE_HZ, (pcm) => (sentMs += ms(pcm.length)))
  sender.push(new Int16Array(RATE_HZ / 2))
  await vi.advanceTimersByTimeAsync(1_000)
  sender.push(new Int16Array(RATE_HZ))
  expect(sentMs).toBeCloseTo(1_000, 0)
  const drained = sender.drain()
  sender.dispose()
  await drained
  await vi.advanceTimersByTimeAsync(1_000)
  expect(sentMs).toBeCloseTo(1_000, 0)
})
