import type { Page } from 'playwright'
import type { TurnRecord } from '../electron/contract/turn.ts'
import { expect, test } from './helpers.ts'
import { ReadingMicrophone } from './reading-microphone.ts'
import { RealtimeProcess, SERVED_KEY } from './realtime-process.ts'
import { TurnLog } from './turn-log.ts'

/** Speech to speech in the real app, with a server in a process of its own. */
test.describe.configure({ timeout: 180_000 })

test('a Realtime server is set up by hand, answers a held question in voice and face, is talked over, and dies', async ({ launch }) => {
  const server = await RealtimeProcess.start()
  try {
    const microphone = await ReadingMicrophone.create()
    const { page, complaints } = await launch({ micWav: microphone.wavPath })
    const log = await TurnLog.attach(page)
    const face = page.getByTestId('face')
    await setUp(page, server.url)
    expect((await server.seen()).questions).toEqual([])

    await microphone.read(page, 'What happened on Silent Sunday?', {
      begin: () => page.keyboard.down('Space'),
      end: () => page.keyboard.up('Space'),
    })
    const { text } = await log.first('question')
    expect(text.toLowerCase()).toContain('silent sunday')
    const { sentence } = await log.first('sentence')
    await expect(page.getByTestId('subtitle')).toContainText(sentence.text.split(' ')[0]!)
    await expect.poll(() => face.getAttribute('data-audio-rms').then(Number)).toBeGreaterThan(0.01)
    await expect(page.getByTestId('source').first()).toBeVisible()
    await expect(page.getByTestId('persona-badge')).toContainText('AI persona')
    await heardMore(page, 400)
    await page.keyboard.down('Space')
    const { turn } = await log.first('done')
    await page.keyboard.up('Space')
    expect(turn).toMatchObject({ outcome: 'stopped', origin: 'hold' })
    expect(turn.trace.providers).toEqual([{ part: 'answer', name: `The Realtime server at ${new URL(server.url).host}` }])
    expect(turn.trace.firstFrameMs).toBeGreaterThan(0)
    await expect.poll(async () => (await server.seen()).truncated.length).toBe(1)
    const { truncated, cancelled, questions, voices } = await server.seen()
    expect(Math.abs(truncated[0]! - turn.heardMs)).toBeLessThanOrEqual(1)
    expect([cancelled, typeof questions[0], questions.length, new Set(voices)]).toEqual([1, 'number', 1, new Set(['marin'])])
    await page.locator(`[data-turn-id="${turn.id}"]`).getByTestId('trace').click()
    await expect(page.getByTestId('trace-providers')).toContainText(new URL(server.url).host)
    await page.keyboard.press('Escape')

    await page.keyboard.press('Control+3')
    await expect(page.getByTestId('review-row').filter({ hasText: turn.question })).toHaveCount(1)
    await expect(page.getByTestId('review-answer')).toContainText(turn.answer.split(' ')[0]!)
    await expect.poll(async () => (await server.seen()).sockets.open).toBe(0)
    await page.keyboard.press('Control+1')

    await ask(page, log, 'What happened on Silent Sunday?')
    await log.first('sentence')
    await heardMore(page, 400)
    expect((await server.seen()).complaints).toEqual([])
    await server.kill()
    const answered = await done(page, log)
    expect(fallbackOf(answered)?.atMs).toBeGreaterThan(400)
    expect(answered.answer.split(sentence.text)).toHaveLength(2)

    await ask(page, log, 'Why did you close Wren Home?')
    const next = await done(page, log)
    expect(next.outcome).toBe('answered')
    expect(fallbackOf(next)?.atMs).toBe(0)
    expect(fallbackOf(next)?.message).toContain('can’t be reached; check its address')
    const notices = (await log.events()).filter(({ type }) => type === 'notice')
    expect(notices).toHaveLength(1)
    await expect(page.locator(`[data-turn-id="${next.id}"]`).getByTestId('fallback-answer')).toContainText('can’t be reached')
    expect(complaints).toEqual([])
  } finally {
    await server.kill()
  }
})

async function setUp(page: Page, url: string): Promise<void> {
  await page.keyboard.press('Control+5')
  await page.getByTestId('endpoint-realtime').getByText('A server').click()
  await expect(page.getByTestId('realtime-promise')).toContainText('only sentences that stand in its documents')
  const type = async (field: string, text: string): Promise<void> => {
    await page.getByTestId(field).fill('')
    await page.getByTestId(field).pressSequentially(text)
  }
  const result = page.getByTestId('test-result-realtime')
  await type('realtime-baseUrl', url)
  await type('key-realtime', SERVED_KEY)
  await type('realtime-voice', 'nobody')
  await page.getByTestId('test-realtime').click()
  await expect(result).toContainText('has no such voice')
  await type('realtime-voice', 'marin')
  await page.getByTestId('test-realtime').click()
  await expect(result).toHaveAttribute('data-ok', 'true')
  await page.keyboard.press('Control+1')
}

async function ask(page: Page, log: TurnLog, question: string): Promise<void> {
  await log.clear()
  await page.getByTestId('ask-input').fill(question)
  await page.keyboard.press('Enter')
}

async function done(page: Page, log: TurnLog): Promise<TurnRecord> {
  const { turn } = await log.first('done', 90_000)
  await expect(page.getByTestId('state')).toHaveAttribute('data-phase', 'idle')
  return turn
}

const fallbackOf = (turn: TurnRecord) => turn.trace.providers?.find(({ part }) => part === 'answer')?.fallback

/** So much of the answer under way has been heard. */
async function heardMore(page: Page, ms: number): Promise<void> {
  await expect.poll(() => page.getByTestId('face').getAttribute('data-position-ms').then(Number)).toBeGreaterThan(ms)
}
