import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, machinePreflight, test, type LaunchedApp } from './helpers.ts'

/** Moves a key of the whole screen, as a keyboard would. Names are those of X. */
async function moveKey(key: string, movement: 'down' | 'up'): Promise<void> {
  const { env } = await machinePreflight()
  await promisify(execFile)('xdotool', [`key${movement}`, key], { env })
}

/** Collects what the conversation does while the window is hidden, as if another app had the focus. */
async function hideAndWatch({ app, page }: LaunchedApp): Promise<() => Promise<string[]>> {
  await expect
    .poll(() => page.evaluate(() => window.understudy.invoke('app.status')))
    .toMatchObject({
      ok: true,
      value: { inference: 'ready', hotkey: { mode: 'hold' } },
    })
  await page.evaluate(() => {
    const states: string[] = []
    Object.assign(window, { states })
    window.understudy.on('turn.event', (event) => void (event.type === 'state' && states.push(event.state)))
  })
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
  return () => page.evaluate(() => (window as unknown as { states: string[] }).states)
}

test('the hold key listens while it is down, wherever the focus is, and once per press', async ({
  launch,
}) => {
  const launched = await launch()
  const states = await hideAndWatch(launched)
  await moveKey('F8', 'down')
  await expect.poll(states).toEqual(['listening'])
  // What a keyboard does to a held key.
  await moveKey('F8', 'down')
  await moveKey('a', 'down')
  await moveKey('a', 'up')
  expect(await states()).toEqual(['listening'])
  await moveKey('F8', 'up')
  await expect.poll(async () => (await states()).slice(1)).not.toEqual([])
  expect(launched.complaints).toEqual([])
})

test('the hold key can be changed while the app runs', async ({ launch }) => {
  const launched = await launch()
  const states = await hideAndWatch(launched)
  await launched.page.evaluate(() => window.understudy.invoke('settings.set', { holdKey: 'RightCtrl' }))
  await expect
    .poll(() => launched.page.evaluate(() => window.understudy.invoke('app.status')))
    .toMatchObject({
      value: { hotkey: { key: 'RightCtrl', mode: 'hold', problem: null } },
    })
  await moveKey('F8', 'down')
  await moveKey('F8', 'up')
  expect(await states()).toEqual([])
  await moveKey('Control_R', 'down')
  await expect.poll(states).toEqual(['listening'])
  await moveKey('Control_R', 'up')
})

test('a key without a name is said to be unavailable', async ({ launch }) => {
  const { page } = await launch({ settings: { holdKey: 'NoSuchKey' } })
  await expect
    .poll(() => page.evaluate(() => window.understudy.invoke('app.status')))
    .toMatchObject({
      value: {
        hotkey: { mode: 'unavailable', problem: expect.stringContaining('choose another') as unknown },
      },
    })
})
