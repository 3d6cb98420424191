import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, repositoryRoot, test } from './helpers.ts'

test('every window is sandboxed, isolated and without Node', async ({ launch }) => {
  const { app, page } = await launch()
  const preferences = await app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((contents) => {
      const { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag } = (
        contents as unknown as { getLastWebPreferences(): Electron.WebPreferences }
      ).getLastWebPreferences()
      return { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag }
    }),
  )
  expect(preferences).toEqual([
    { sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true, webviewTag: false },
  ])
  const seen = await page.evaluate(() => ({
    require: typeof (globalThis as { require?: unknown }).require,
    process: typeof (globalThis as { process?: unknown }).process,
    api: Object.keys(window.understudy).sort(),
  }))
  expect(seen).toEqual({ require: 'undefined', process: 'undefined', api: ['invoke', 'on', 'openPort'] })
})

test('the content policy holds: no eval, no inline script or style, no remote origin, no untrusted markup', async ({
  launch,
}) => {
  const { page } = await launch()
  const outcome = await page.evaluate(async () => {
    const outcome: Record<string, unknown> = {}
    const attempt = async (name: string, act: () => unknown): Promise<void> => {
      try {
        outcome[name] = await act()
      } catch (error) {
        outcome[name] = (error as Error).name
      }
    }
    // In a task of its own: the debugger that runs this function is exempt from the policy.
    const later = (code: () => unknown): Promise<unknown> =>
      new Promise((resolve, reject) =>
        setTimeout(() => {
          try {
            resolve(code())
          } catch (error) {
            reject(error as Error)
          }
        }),
      )
    await attempt('eval', () => later(() => (0, eval)('1')))
    await attempt('function', () => later(() => new Function('return 1')()))
    await attempt('markup', () => later(() => (document.body.innerHTML = '<b>x</b>')))
    await attempt('remote', () => fetch('https://example.com/'))
    await attempt('inlineStyle', () => {
      const style = document.createElement('style')
      style.textContent = ':root { --probe: 1 }'
      document.head.append(style)
      return getComputedStyle(document.documentElement).getPropertyValue('--probe')
    })
    const response = await fetch(location.href)
    outcome['policy'] = response.headers.get('content-security-policy')
    return outcome
  })
  expect(outcome).toMatchObject({
    eval: 'EvalError',
    function: 'EvalError',
    markup: 'TypeError',
    remote: 'TypeError',
    inlineStyle: '',
  })
  expect(outcome['policy']).toContain("default-src 'none'")
  expect(outcome['policy']).not.toMatch(/unsafe|https?:|\*/)
})

test('the scheme serves the page and its data, and nothing else of the disk', async ({ launch }) => {
  const { app } = await launch()
  const statuses = await app.evaluate(
    async ({ net }, urls) => {
      const entries = await Promise.all(
        urls.map(
          async (url) =>
            [
              url,
              await net.fetch(url).then(
                (response) => response.status,
                () => 'refused',
              ),
            ] as const,
        ),
      )
      return Object.fromEntries(entries)
    },
    [
      'understudy://app/index.html',
      'understudy://app/icons/app.png',
      'understudy://app/../package.json',
      'understudy://app/head/..%2f..%2fpackage.json',
      'understudy://app/head/%2e%2e/%2e%2e/package.json',
      'understudy://app/head/..%5c..%5cpackage.json',
      'understudy://app/%252e%252e/package.json',
      'understudy://app//etc/passwd',
      'understudy://app/personas/iris-valdane/persona.json',
      'understudy://elsewhere/index.html',
    ],
  )
  const { 'understudy://app/index.html': page, 'understudy://app/icons/app.png': icon, ...refused } = statuses
  expect([page, icon]).toEqual([200, 200])
  expect(Object.values(refused).filter((status) => status === 200)).toEqual([])
})

test('the microphone is granted to the page, everything else is denied', async ({ launch }) => {
  const { app, page } = await launch()
  const outcome = await page.evaluate(async () => {
    const media = (constraints: MediaStreamConstraints): Promise<string> =>
      navigator.mediaDevices.getUserMedia(constraints).then(
        (stream) => {
          const kinds = stream.getTracks().map((track) => track.kind)
          stream.getTracks().forEach((track) => track.stop())
          return kinds.join()
        },
        (error: Error) => error.name,
      )
    const state = (name: string): Promise<string> =>
      navigator.permissions.query({ name: name as PermissionName }).then(
        (status) => status.state,
        () => 'unknown',
      )
    return {
      audio: await media({ audio: true }),
      camera: await media({ video: true }),
      both: await media({ audio: true, video: true }),
      screen: await navigator.mediaDevices.getDisplayMedia({ video: true }).then(
        () => 'granted',
        () => 'denied',
      ),
      geolocation: await state('geolocation'),
      notifications: await Notification.requestPermission(),
      midi: await state('midi'),
    }
  })
  expect(outcome).toEqual({
    audio: 'audio',
    camera: 'NotAllowedError',
    both: 'NotAllowedError',
    screen: 'denied',
    geolocation: 'denied',
    notifications: 'denied',
    midi: 'denied',
  })
  const stranger = await app.evaluate(async ({ BrowserWindow }) => {
    const window = new BrowserWindow({ show: false })
    await window.loadURL('data:text/html,<p>stranger</p>')
    const result: unknown = await window.webContents.executeJavaScript(
      "navigator.mediaDevices ? navigator.mediaDevices.getUserMedia({ audio: true }).then(() => 'granted', (e) => e.name) : 'none'",
    )
    window.destroy()
    return result
  })
  expect(['none', 'NotAllowedError']).toContain(stranger)
})

test('the page goes nowhere and opens nothing', async ({ launch }) => {
  const { app, page } = await launch()
  const url = page.url()
  await page.evaluate(() => {
    const link = document.createElement('a')
    link.href = 'https://example.com/'
    document.body.append(link)
    link.click()
    link.target = '_blank'
    link.click()
  })
  expect(await page.evaluate(() => window.open('https://example.com/'))).toBeNull()
  expect(
    await page.evaluate(() => window.understudy.invoke('window.openExternal', { url: 'file:///etc/passwd' })),
  ).toMatchObject({
    ok: false,
    error: { code: 'bad_request' },
  })
  expect(page.url()).toBe(url)
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
})

test('subframes get no bridge; other origins and unknown channels are refused', async ({ launch }) => {
  const { app, page } = await launch()
  const fromSubframe = await page.evaluate(() => {
    const frame = document.createElement('iframe')
    document.body.append(frame)
    return typeof frame.contentWindow?.understudy
  })
  expect(fromSubframe).toBe('undefined')
  const preload = join(repositoryRoot, 'out/preload/preload.cjs')
  const answers = await app.evaluate(async ({ BrowserWindow, session }, preload) => {
    // Strangers with our own preload script: only where they come from differs.
    const scene = session.fromPartition('scene')
    scene.protocol.handle(
      'understudy',
      () => new Response('<p>x</p>', { headers: { 'content-type': 'text/html' } }),
    )
    const ask = async (url: string): Promise<unknown> => {
      const window = new BrowserWindow({ show: false, webPreferences: { preload, session: scene } })
      await window.loadURL(url)
      return window.webContents.executeJavaScript("window.understudy.invoke('settings.get')")
    }
    return {
      data: await ask('data:text/html,<p>x</p>'),
      otherHost: await ask('understudy://elsewhere/index.html'),
      own: await ask('understudy://app/index.html'),
    }
  }, preload)
  const forbidden = { ok: false, error: { code: 'forbidden' } }
  expect(answers).toMatchObject({ data: forbidden, otherHost: forbidden, own: { ok: true } })
  const ask = (channel: string): Promise<unknown> =>
    page.evaluate((name) => window.understudy.invoke(name as 'app.status'), channel)
  expect(await ask('nothing.known')).toMatchObject({ ok: false, error: { code: 'not_found' } })
  expect(await ask('constructor')).toMatchObject({ ok: false, error: { code: 'not_found' } })
})

test('starting and asking for the status makes not one request of the network', async ({
  launch,
}, testInfo) => {
  const netLog = testInfo.outputPath('net-log.json')
  const { page, close } = await launch({ args: [`--log-net-log=${netLog}`] })
  await page.evaluate(() => window.understudy.invoke('app.status'))
  await page.waitForLoadState('networkidle')
  await close()
  const hosts = [...(await readFile(netLog, 'utf8')).matchAll(/"url":"(?:https?|wss?):\/\/([^/"]+)/g)].map(
    ([, host]) => host,
  )
  expect(hosts.filter((host) => !host?.startsWith('127.0.0.1'))).toEqual([])
})
