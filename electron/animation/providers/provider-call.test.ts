import { describe, expect, it } from 'vitest'
import { COEFFICIENT_COUNT } from '../../contract/coefficients.ts'
import { UnderstudyError } from '../../contract/errors.ts'
import type { FaceSink } from './face-provider.ts'
import { ProviderCall } from './provider-call.ts'

const RATE = 16_000
const second = new Int16Array(RATE)
const flat = (value: number): Float32Array => new Float32Array(COEFFICIENT_COUNT).fill(value)

function open(signal?: AbortSignal): { call: ProviderCall; sink: FaceSink; closed: () => number } {
  let sink!: FaceSink
  let closed = 0
  const call = new ProviderCall({
    name: 'The provider',
    start: { sampleRate: RATE, fps: 50 },
    connect: (given) => {
      sink = given
      return { send: () => Promise.resolve(), end: () => Promise.resolve(), close: () => void closed++ }
    },
    ...(signal ? { signal } : {}),
  })
  return { call, sink, closed: () => closed }
}

async function read(call: ProviderCall): Promise<number[]> {
  const times: number[] = []
  for await (const frame of call.frames) times.push(frame.timeS)
  return times
}

describe('an utterance at a provider', () => {
  it('has every frame of its sound, whatever the provider’s own rate', async () => {
    const { call, sink, closed } = open()
    await call.push(second)
    for (let k = 0; k < 30; k++) sink.frame(k / 30, flat(2))
    await call.end()
    sink.finished()
    expect(await read(call)).toEqual(Array.from({ length: 50 }, (_, k) => k / 50))
    expect(await call.done).toMatchObject({ frames: 50, stats: { audioMs: 1000, clamped: 30 * COEFFICIENT_COUNT } })
    expect(closed()).toBe(1)
  })

  it('gives what it has before it fails', async () => {
    const { call, sink } = open()
    await call.push(second)
    sink.frame(0, flat(0))
    sink.frame(0.04, flat(0))
    sink.failed(new UnderstudyError('overloaded', 'Later.'))
    const times: number[] = []
    await expect(async () => {
      for await (const frame of call.frames) times.push(frame.timeS)
    }).rejects.toMatchObject({ code: 'overloaded' })
    expect(times).toEqual([0, 0.02, 0.04])
    await expect(call.push(second)).rejects.toMatchObject({ code: 'overloaded' })
  })

  it('names a provider that animates only a part, or hangs up before the end', async () => {
    const short = open()
    await short.call.push(second)
    short.sink.frame(0.3, flat(0))
    await short.call.end()
    short.sink.finished()
    await expect(short.call.done).rejects.toThrow('The provider animated 0.3 of 1.0 seconds')
    const early = open()
    await early.call.push(second)
    early.sink.finished()
    await expect(early.call.done).rejects.toMatchObject({ code: 'provider_failed', retryable: true })
  })

  it('ends at once when it is cancelled or nobody reads it any more', async () => {
    const controller = new AbortController()
    const { call, closed } = open(controller.signal)
    controller.abort()
    await expect(call.done).rejects.toMatchObject({ code: 'cancelled' })
    expect(closed()).toBe(1)
    const left = open()
    await left.call.push(second)
    left.sink.frame(0, flat(0))
    for await (const _frame of left.call.frames) break
    await expect(left.call.done).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('needs no frame where there is no sound', async () => {
    const { call, sink } = open()
    await call.end()
    sink.finished()
    expect(await read(call)).toEqual([])
    expect(await call.done).toMatchObject({ frames: 0, stats: { firstFrameMs: null, realTimeFactor: 0 } })
  })
})
