import { expect, it } from 'vitest'
import { Turns } from './turns.ts'

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

it('does one thing at a time, what is due first before the others', async () => {
  const turns = new Turns()
  const order: number[] = []
  let running = 0
  const work = (dueMs: number) => (): Promise<void> =>
    turns.run(dueMs, async () => {
      expect(++running).toBe(1)
      await nextTurn()
      order.push(dueMs)
      running--
    })
  // The first finds nobody before it.
  await Promise.all([work(900), work(500), work(100), work(300)].map((begin) => begin()))
  expect(order).toEqual([900, 100, 300, 500])
})

it('lets a live stream in between the pieces of a recording, and the recording end all the same', async () => {
  const turns = new Turns()
  const order: string[] = []
  const stream = async (name: string, pieces: number, dueMs: (piece: number) => number): Promise<void> => {
    for (let piece = 0; piece < pieces; piece++) {
      await turns.run(dueMs(piece), async () => {
        order.push(name)
        await nextTurn()
      })
    }
  }
  const recording = stream('recording', 20, (piece) => piece * 200)
  await nextTurn()
  const live = stream('live', 3, () => 0)
  await Promise.all([recording, live])
  expect(order.indexOf('live')).toBeLessThan(4)
  expect(order.lastIndexOf('live')).toBeLessThan(10)
  expect(order.filter((name) => name === 'recording')).toHaveLength(20)
})

it('goes on after work that fails', async () => {
  const turns = new Turns()
  const failing = turns.run(0, () => Promise.reject(new Error('no')))
  const next = turns.run(1, () => Promise.resolve('yes'))
  await expect(failing).rejects.toThrow('no')
  expect(await next).toBe('yes')
})
