import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from './helpers.ts'
import { SocketWatch } from './sockets.ts'
import { TurnLog } from './turn-log.ts'

/** Review never leaves the machine, whatever the settings say: a server that is set for every role, and for speech to speech, hears nothing of it. */
// Once is enough: what left the machine one time in five was found by the runs that failed.
test.describe.configure({ timeout: 300_000, retries: 0 })

let server: Server
let requests: string[]

test.beforeEach(async () => {
  requests = []
  server = createServer((request, response) => {
    requests.push(request.url ?? '')
    response.writeHead(503).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
test.afterEach(() => new Promise((resolve) => server.close(resolve)))

test('the whole of a review opens no socket beyond loopback and asks no server that the settings name', async ({ launch }) => {
  const { app, page, complaints } = await launch()
  const log = await TurnLog.attach(page)
  const ask = async (question: string): Promise<void> => {
    await log.clear()
    await page.getByTestId('ask-input').fill(question)
    await page.keyboard.press('Enter')
    await log.first('done', 120_000)
  }
  await ask('Why did you close Wren Home?')
  await ask('What happened on Silent Sunday?')

  await page.keyboard.press('Control+3')
  await expect(page.getByTestId('offline-banner')).toHaveAttribute('data-offline', 'true')
  // Set while offline, so that nothing of the screens before can have asked it.
  const elsewhere = { kind: 'custom', baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, model: 'elsewhere' } as const
  await page.evaluate(
    (endpoint) =>
      window.understudy.invoke('settings.set', {
        endpoints: { language: endpoint, transcription: endpoint, speech: endpoint, animation: endpoint, realtime: endpoint },
      }),
    elsewhere,
  )
  const watch = await SocketWatch.start(app.process().pid!)

  const row = page.getByTestId('review-row')
  await expect(row).toHaveCount(2)
  await page.keyboard.press('Space')
  await expect.poll(() => page.getByTestId('face').getAttribute('data-audio-rms').then(Number)).toBeGreaterThan(0.01)
  await page.keyboard.press('Space')
  await page.keyboard.press('g')
  await expect(page.getByTestId('comparison-after').locator('p').first()).not.toBeEmpty()
  await page.keyboard.press('Escape')
  await page.keyboard.press('c')
  await page.getByTestId('correction-editor').fill('A certificate ran out, and nobody was watching it.')
  await page.keyboard.press('Control+Enter')
  await expect(row).toHaveCount(1)
  await page.keyboard.press('a')
  await expect(row).toHaveCount(0)
  await page.getByTestId('review-filters').getByRole('tab', { name: /All/ }).click()
  await expect(row).toHaveCount(2)

  expect(await watch.stop()).toEqual([])
  expect(requests).toEqual([])
  expect(complaints).toEqual([])
})
