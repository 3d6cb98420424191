import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, machinePreflight, processesOfGroup, repositoryRoot, test } from './helpers.ts'

test('starts to a window with a page that has nothing to complain about', async ({ launch }) => {
  const { app, page, complaints } = await launch()
  await expect
    .poll(() =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible())),
    )
    .toEqual([true])
  expect(page.url()).toBe('understudy://app/index.html?window=main')
  await expect(page.locator('body')).not.toBeEmpty()
  const status = await page.evaluate(() => window.understudy.invoke('app.status'))
  expect(status).toMatchObject({ ok: true, value: { store: 'ok' } })
  expect(complaints).toEqual([])
})

test('a second start brings the first window back and ends', async ({ launch }) => {
  const { app, userDataDir } = await launch()
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
  const { runtime, args, env } = await machinePreflight()
  const second = spawn(runtime.executablePath, [...args, repositoryRoot, `--user-data-dir=${userDataDir}`], {
    env,
    stdio: 'ignore',
  })
  expect((await once(second, 'exit'))[0]).toBe(0)
  await expect
    .poll(() =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible())),
    )
    .toEqual([true])
})

test('quitting leaves no process behind', async ({ launch }) => {
  const { app, page, close } = await launch()
  await page.evaluate(() => window.understudy.invoke('app.status'))
  const group = app.process().pid as number
  expect((await processesOfGroup(group)).length).toBeGreaterThan(2)
  await close()
  await expect.poll(() => processesOfGroup(group)).toEqual([])
})

test('closing the window keeps the app in the tray, or ends it where the settings say so', async ({
  launch,
}) => {
  const { app, page } = await launch()
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await expect
    .poll(() =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.isVisible())),
    )
    .toEqual([false])
  await page.evaluate(() => window.understudy.invoke('settings.set', { closeToTray: false }))
  const ended = once(app.process(), 'exit')
  await app.evaluate(({ BrowserWindow }) => setTimeout(() => BrowserWindow.getAllWindows()[0]?.close(), 50))
  expect((await ended)[0]).toBe(0)
})

test('the window turns small and stays above others, and returns to where it was', async ({ launch }) => {
  const { app, page } = await launch()
  const shape = (): Promise<unknown> =>
    app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows()
      return { ...window?.getBounds(), onTop: window?.isAlwaysOnTop() }
    })
  const before = await shape()
  await page.evaluate(() => {
    const modes: string[] = []
    Object.assign(window, { modes })
    window.understudy.on('window.mode', ({ mode }) => modes.push(mode))
  })
  await page.evaluate(() => window.understudy.invoke('window.mode', { mode: 'compact' }))
  await expect.poll(shape).toMatchObject({ width: 360, height: 480, onTop: true })
  await page.evaluate(() => window.understudy.invoke('window.mode', { mode: 'main' }))
  await expect.poll(shape).toEqual(before)
  expect(await page.evaluate(() => (window as unknown as { modes: string[] }).modes)).toEqual([
    'compact',
    'main',
  ])
})

test('a page that dies is opened again, by itself', async ({ launch }) => {
  const { app } = await launch()
  const answer = await app.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    const reloaded = new Promise<void>((resolve) => contents?.once('did-finish-load', resolve))
    contents?.forcefullyCrashRenderer()
    await reloaded
    return contents?.executeJavaScript("window.understudy.invoke('settings.get')") as Promise<unknown>
  })
  expect(answer).toMatchObject({ ok: true })
})

test('unreadable settings are kept aside, and the defaults apply', async ({ launch }) => {
  const first = await launch()
  const { userDataDir } = first
  const file = join(userDataDir, 'settings.json')
  await first.page.evaluate(() => window.understudy.invoke('settings.set', { theme: 'dark' }))
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ theme: 'dark' })
  await first.app.close()
  await writeFile(file, '{ "theme": 12 }')
  const second = await launch({ userDataDir, settings: null })
  expect(await second.page.evaluate(() => window.understudy.invoke('settings.get'))).toMatchObject({
    ok: true,
    value: { theme: 'system' },
  })
  const kept = (await readdir(userDataDir)).filter((name) => name.startsWith('settings.unreadable-'))
  expect(kept).toHaveLength(1)
})
