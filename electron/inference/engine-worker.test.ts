import { type Worker } from 'node:worker_threads'
import { afterEach, expect, it, vi } from 'vitest'
import { spawnWorker } from '../base/spawn-worker.ts'
import { EngineWorker } from './engine-worker.ts'
import type { CountingMethods } from './testing/counting-worker.ts'

let workers: EngineWorker<CountingMethods>[] = []

function start(workerData: object = {}, onLost = vi.fn()): EngineWorker<CountingMethods> {
  const thread: Worker = spawnWorker(new URL('./testing/counting-worker.ts', import.meta.url), { workerData })
  const worker = new EngineWorker<CountingMethods>(thread, { onLost })
  workers.push(worker)
  return worker
}

afterEach(() => {
  for (const worker of workers.splice(0)) worker.dispose()
  workers = []
})

async function take(values: AsyncIterable<number>, count = Infinity): Promise<number[]> {
  const taken: number[] = []
  for await (const value of values) if (taken.push(value) >= count) break
  return taken
}

it('streams values in order, calls at the same time', async () => {
  const worker = start()
  const [a, b] = await Promise.all([take(worker.stream('count', { to: 100 })), take(worker.stream('count', { to: 3 }))])
  expect(a).toEqual(Array.from({ length: 100 }, (_, n) => n))
  expect(b).toEqual([0, 1, 2])
})

it('does not run far ahead of its reader, and stops when the reader leaves', async () => {
  const worker = start()
  expect(await take(worker.stream('count', { to: 1_000_000 }), 3)).toEqual([0, 1, 2])
  await vi.waitFor(async () => expect(await worker.call('running', {})).toBe(0))
  expect(await worker.call('made', {})).toBeLessThan(40)
})

it('cancels by signal', async () => {
  const worker = start()
  const abort = new AbortController()
  const reading = (async () => {
    for await (const value of worker.stream('count', { to: 1_000_000 }, abort.signal)) if (value === 5) abort.abort()
  })()
  await expect(reading).rejects.toMatchObject({ code: 'cancelled' })
  await vi.waitFor(async () => expect(await worker.call('running', {})).toBe(0))
})

it('hands over errors with their kind', async () => {
  const worker = start()
  await expect(worker.call('fail', { code: 'not_found' })).rejects.toMatchObject({ code: 'not_found', kind: 'expected' })
  await expect(worker.call('fail', {})).rejects.toMatchObject({ code: 'internal', kind: 'defect' })
})

it('fails every call when the thread dies, and says so once', async () => {
  const onLost = vi.fn()
  const worker = start({}, onLost)
  await worker.ready
  const open = take(worker.stream('count', { to: 1_000_000, slowly: true }))
  const failure = expect(open).rejects.toMatchObject({ code: 'inference_lost', retryable: true })
  worker.call('die', {}).catch(() => undefined)
  await failure
  await expect(worker.call('running', {})).rejects.toMatchObject({ code: 'inference_lost' })
  expect(onLost).toHaveBeenCalledTimes(1)
})

it('tells what its loading failed with', async () => {
  const worker = start({ failsToLoad: true })
  await expect(worker.ready).rejects.toMatchObject({ code: 'unavailable', message: 'A file is missing.' })
  await expect(worker.call('running', {})).rejects.toMatchObject({ code: 'unavailable' })
})
