import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AsyncQueue } from '../../base/async-queue.ts'
import type { AnimationFrame } from '../../contract/animation.ts'
import { COEFFICIENT_COUNT, COEFFICIENT_INDEX as C } from '../../contract/coefficients.ts'
import { UnderstudyError } from '../../contract/errors.ts'
import type { AnimationCall } from '../animation-client.ts'
import { openWithFallback, type FallbackOptions } from './fallback-call.ts'

const FPS = 50
const RATE = 1_000

/** A stream whose frames the test sends itself; their jaw says whose they are. */
class Scripted implements AnimationCall {
  readonly queue = new AsyncQueue<AnimationFrame>()
  readonly frames = this.queue
  readonly clamped = 0
  pushed = 0
  cancelled = false
  private sent = 0
  readonly done = Promise.resolve({ type: 'done' as const, frames: 0, stats: { audioMs: 0, firstFrameMs: 0, realTimeFactor: 0, clamped: 0 } })

  constructor(
    private readonly jaw: number,
    private readonly blink = 0,
    private readonly pitch = 0,
  ) {}

  send(count: number): void {
    for (let k = 0; k < count; k++, this.sent++) {
      const coefficients = new Float32Array(COEFFICIENT_COUNT)
      coefficients[C.jawOpen] = this.jaw
      coefficients[C.eyeBlinkLeft] = this.blink
      this.queue.push({ index: this.sent, timeS: this.sent / FPS, coefficients, headRotation: [this.pitch, 0, 0], gaze: [0, 0] })
    }
  }

  push(pcm: Int16Array): Promise<void> {
    this.pushed += pcm.length
    return Promise.resolve()
  }

  end(): Promise<void> {
    return Promise.resolve()
  }

  cancel(): void {
    this.cancelled = true
  }
}

const theirs = new UnderstudyError('provider_failed', 'The provider broke off; try again.')
let own: Scripted
let provider: Scripted
let troubles: UnderstudyError[]
let received: AnimationFrame[]
let failure: unknown

beforeEach(() => {
  vi.useFakeTimers()
  own = new Scripted(0.2, 0.5, 0.1)
  provider = new Scripted(0.8)
  troubles = []
  received = []
  failure = undefined
})
afterEach(() => {
  vi.useRealTimers()
  // Whatever happened: one frame for each moment, at its own time.
  expect(received.map(({ timeS }) => timeS)).toEqual(received.map((_, k) => k / FPS))
})

async function open(options: Partial<FallbackOptions> = {}): Promise<AnimationCall> {
  const call = await openWithFallback({
    provider: { name: 'The provider', animatesHead: false, open: () => Promise.resolve(provider) },
    standIn: () => Promise.resolve(own),
    start: { sampleRate: RATE, fps: FPS },
    onTrouble: (error) => troubles.push(error),
    ...options,
  })
  void (async () => {
    try {
      for await (const frame of call.frames) received.push(frame)
    } catch (error) {
      failure = error
    }
  })()
  return call
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0)
const jaws = (): number[] => received.map(({ coefficients }) => Math.round(coefficients[C.jawOpen]! * 100) / 100)
const second = new Int16Array(RATE)

describe('a provider that works', () => {
  it('gives the face, our own model the head and the blinks', async () => {
    const call = await open({ pace: 'file' })
    await call.push(second)
    await call.end()
    own.send(50)
    own.queue.end()
    provider.send(50)
    provider.queue.end()
    await settle()
    expect(received.map(({ index }) => index)).toEqual(Array.from({ length: 50 }, (_, k) => k))
    expect(new Set(jaws())).toEqual(new Set([0.8]))
    expect(received[7]).toMatchObject({ headRotation: [0.1, 0, 0] })
    expect(received[7]!.coefficients[C.eyeBlinkLeft]).toBe(0.5)
    expect(await call.done).toMatchObject({ frames: 50, stats: { provider: 'The provider', bridged: 0 } })
    expect(troubles).toEqual([])
  })

  it('keeps its own head where it has one', async () => {
    const call = await open({ pace: 'file', provider: { name: 'It', animatesHead: true, open: () => Promise.resolve(provider) } })
    await call.push(second)
    own.send(1)
    provider.send(1)
    await settle()
    expect(received[0]).toMatchObject({ headRotation: [0, 0, 0] })
    call.cancel()
  })

  it('may be late: our own frames are shown meanwhile, and it fades in', async () => {
    const call = await open()
    await call.push(second)
    own.send(50)
    await vi.advanceTimersByTimeAsync(200)
    const bridged = received.length
    expect(bridged).toBeGreaterThan(5)
    expect(new Set(jaws())).toEqual(new Set([0.2]))
    provider.send(50)
    await vi.advanceTimersByTimeAsync(100)
    const after = jaws().slice(bridged)
    expect(after[0]!).toBeGreaterThan(0.2)
    expect(after[0]!).toBeLessThan(0.5)
    expect(after.at(-1)).toBe(0.8)
    own.queue.end()
    await settle()
    expect(received).toHaveLength(50)
    expect(await call.done).toMatchObject({ stats: { bridged } })
    expect(troubles).toEqual([])
  })
})

describe('a provider that does not', () => {
  it('is given up where it broke off; our own model goes on from there with a fade', async () => {
    const call = await open({ pace: 'file' })
    await call.push(second)
    own.send(50)
    provider.send(20)
    await settle()
    provider.queue.end(theirs)
    await settle()
    own.queue.end()
    await settle()
    expect(jaws().slice(0, 20)).toEqual(Array(20).fill(0.8))
    expect(jaws()[20]!).toBeLessThan(0.8)
    expect(jaws()[20]!).toBeGreaterThan(0.5)
    expect(jaws().slice(26)).toEqual(Array(24).fill(0.2))
    expect(troubles).toEqual([theirs])
    expect(await call.done).toMatchObject({ frames: 50, stats: { fallback: { atMs: 400, code: 'provider_failed', message: theirs.message } } })
  })

  it.each(['playback', 'file'] as const)('is given up when it stalls, at the pace of a %s', async (pace) => {
    const call = await open({ pace })
    await call.push(new Int16Array(20 * RATE))
    own.send(1_000)
    provider.send(10)
    await vi.advanceTimersByTimeAsync(8_000)
    expect(troubles).toMatchObject([{ code: 'timeout', message: expect.stringContaining('too late or not at all') }])
    expect(received.length).toBeGreaterThan(7 * FPS)
    call.cancel()
  })

  it('is given up when it never catches up', async () => {
    const call = await open()
    await call.push(new Int16Array(20 * RATE))
    own.send(1_000)
    for (let k = 0; k < 100; k++) {
      await vi.advanceTimersByTimeAsync(60)
      provider.send(1)
    }
    expect(troubles).toMatchObject([{ code: 'timeout' }])
    call.cancel()
  })

  it('is not blamed for a pause in the sound', async () => {
    const call = await open()
    await call.push(second)
    own.send(50)
    provider.send(45)
    await vi.advanceTimersByTimeAsync(10_000)
    await call.push(second)
    own.send(50)
    await vi.advanceTimersByTimeAsync(100)
    provider.send(55)
    await vi.advanceTimersByTimeAsync(2_000)
    own.queue.end()
    await settle()
    expect(received).toHaveLength(100)
    expect(troubles).toEqual([])
  })

  it('leaves the face to our own model when it cannot even be reached', async () => {
    const call = await open({ pace: 'file', provider: { name: 'It', animatesHead: false, open: () => Promise.reject(theirs) } })
    await call.push(second)
    own.send(50)
    own.queue.end()
    await settle()
    expect(new Set(jaws())).toEqual(new Set([0.2]))
    expect(await call.done).toMatchObject({ stats: { fallback: { atMs: 0 } } })
  })
})

describe('when our own model is lost', () => {
  it('the provider goes on alone', async () => {
    const call = await open({ standIn: () => Promise.reject(new UnderstudyError('inference_lost', 'Gone.')) })
    expect(call).toBe(provider)
    const both = await open({ pace: 'file' })
    await both.push(second)
    own.queue.end(new UnderstudyError('inference_lost', 'Gone.'))
    await settle()
    provider.send(50)
    provider.queue.end()
    await settle()
    expect(jaws()).toEqual(Array(50).fill(0.8))
    await both.done
  })

  it('and the provider too, the stream fails', async () => {
    await open({ pace: 'file' })
    own.queue.end(new UnderstudyError('inference_lost', 'Gone.'))
    provider.queue.end(theirs)
    await settle()
    expect(failure).toMatchObject({ name: 'UnderstudyError' })
    await expect(
      openWithFallback({
        provider: { name: 'It', animatesHead: true, open: () => Promise.reject(theirs) },
        standIn: () => Promise.reject(new UnderstudyError('inference_lost', 'Gone.')),
        start: { sampleRate: RATE },
      }),
    ).rejects.toMatchObject({ code: 'inference_lost' })
  })

  it('is cancelled with the provider', async () => {
    const controller = new AbortController()
    const call = await open({ signal: controller.signal })
    controller.abort()
    await settle()
    await expect(call.done).rejects.toMatchObject({ code: 'cancelled' })
    expect(own.cancelled).toBe(true)
  })
})
