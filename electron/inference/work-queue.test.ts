import { describe, expect, it } from 'vitest'
import { WorkQueue } from './work-queue.ts'

const never = new AbortController().signal
const settled = async (promise: Promise<unknown>): Promise<boolean> => {
  let done = false
  promise.then(() => (done = true), () => (done = true))
  await new Promise((resolve) => setImmediate(resolve))
  return done
}

describe('WorkQueue', () => {
  it('lets so many in at once, the others in order of arrival', async () => {
    const queue = new WorkQueue({ running: 1, waiting: 2 })
    const leave = await queue.enter(never)
    const order: string[] = []
    const second = queue.enter(never).then((out) => (order.push('second'), out))
    const third = queue.enter(never).then((out) => (order.push('third'), out))
    expect([await settled(second), queue.size]).toEqual([false, 3])
    leave()
    leave()
    const leaveSecond = await second
    expect(await settled(third)).toBe(false)
    leaveSecond()
    ;(await third)()
    expect([order, queue.size]).toEqual([['second', 'third'], 0])
  })

  it('refuses at once what it has no place for', async () => {
    const queue = new WorkQueue({ running: 1, waiting: 0 })
    const leave = await queue.enter(never)
    await expect(queue.enter(never)).rejects.toMatchObject({ code: 'overloaded', retryable: true })
    leave()
    ;(await queue.enter(never))()
  })

  it('forgets who goes away while waiting', async () => {
    const queue = new WorkQueue({ running: 1, waiting: 1 })
    const leave = await queue.enter(never)
    const abort = new AbortController()
    const waiting = queue.enter(abort.signal)
    abort.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
    await expect(queue.enter(abort.signal)).rejects.toMatchObject({ code: 'cancelled' })
    const next = queue.enter(never)
    leave()
    ;(await next)()
    expect(queue.size).toBe(0)
  })

  it('gives the place back when work fails or its reader leaves early', async () => {
    const queue = new WorkQueue({ running: 1, waiting: 0 })
    await expect(queue.run(never, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    for await (const value of queue.stream(never, async function* () { yield 1; yield 2 })) {
      expect(value).toBe(1)
      break
    }
    expect(queue.size).toBe(0)
  })
})
