import { setTimeout as delay } from 'node:timers/promises'
import { COEFFICIENT_INDEX } from '../electron/contract/coefficients.ts'
import { settingsSchema } from '../electron/contract/settings.ts'
import { ScriptedServer } from '../electron/inference/testing/scripted-server.ts'
import { ask, expect, test } from './helpers.ts'
import { holdWhileSpoken, spokenMicrophone } from './spoken-microphone.ts'
import { TurnLog } from './turn-log.ts'

/** The whole path in the real app: a voice in the microphone, the space bar, and an answer seen and heard. */
test.describe.configure({ timeout: 180_000 })

test('a spoken question is answered aloud, with its source, face and words in step', async ({ launch }) => {
  const microphone = await spokenMicrophone('What happened on Silent Sunday?')
  const { page, complaints } = await launch({ micWav: microphone.wavPath })
  const log = await TurnLog.attach(page)
  await holdWhileSpoken(page, log, microphone)

  const { text } = await log.first('question')
  expect(text.toLowerCase()).toContain('silent sunday')
  await expect(page.getByTestId('question')).toContainText(text)
  const { sentence } = await log.first('sentence')
  await expect(page.getByTestId('subtitle')).toContainText(sentence.text.split(' ')[0]!)
  await expect(page.getByTestId('state')).toHaveAttribute('data-phase', 'speaking')
  await expect
    .poll(() => page.getByTestId('face').getAttribute('data-audio-rms').then(Number))
    .toBeGreaterThan(0.01)

  const { turn } = await log.first('done', 120_000)
  expect(turn.outcome).toBe('answered')
  expect(turn.heardMs).toBeGreaterThan(1000)
  for (const stage of Object.values(turn.trace)) expect(stage).not.toBeNull()
  const [citation] = turn.citations
  const opened = await page.evaluate(
    (documentId) => window.understudy.invoke('persona.document', { documentId }),
    citation!.documentId,
  )
  if (!opened.ok) throw new Error(opened.error.message)
  expect(opened.value.text.slice(citation!.startChar, citation!.endChar)).toBe(citation!.quote)
  await page.getByTestId('source').first().click()
  await expect(page.getByTestId('passage')).toContainText(citation!.quote)

  const recording = await page.evaluate(async (id) => {
    const result = await window.understudy.invoke('turns.recording', { id, part: 'answer' })
    if (!result.ok) throw new Error(result.error.message)
    const { pcm, frames, sampleRateHz } = result.value
    return { pcm: Array.from(pcm), frames: Array.from(frames), sampleRateHz }
  }, turn.id)
  expect(loudness(recording.pcm)).toBeGreaterThan(300)
  const jaw = jawOpen(recording.frames)
  expect(jaw.length).toBeGreaterThan(30)
  expect(Math.max(...jaw) - Math.min(...jaw)).toBeGreaterThan(0.1)
  expect(complaints).toEqual([])
})

test('with the microphone always on a question needs no key, and the open microphone is shown as long as it is', async ({ launch }) => {
  const microphone = await spokenMicrophone('What happened on Silent Sunday?')
  const { page, complaints } = await launch({ micWav: microphone.wavPath })
  const log = await TurnLog.attach(page)
  await expect(page.getByTestId('open-microphone')).toHaveCount(0)
  await page.keyboard.press('o')
  await expect(page.getByTestId('always-on')).toHaveAttribute('aria-checked', 'true')
  await expect(page.getByTestId('open-microphone')).toContainText('Microphone open')

  const { text } = await log.first('question', 60_000)
  expect(text.toLowerCase()).toContain('silent sunday')
  await log.first('sentence')
  await page.keyboard.press('Escape')
  const { turn } = await log.first('done')
  expect(turn).toMatchObject({ origin: 'open', outcome: 'stopped' })
  expect(turn.trace.endpointMs).toBeGreaterThan(0)

  await page.getByTestId('always-on').click()
  await expect(page.getByTestId('open-microphone')).toHaveCount(0)
  expect(complaints).toEqual([])
})

test('a typed question is asked of the model as freely as was chosen and said before it is all written, and Esc silences it at once', async ({ launch }) => {
  const model = await ScriptedServer.start()
  try {
    const language = { kind: 'custom', baseUrl: model.url, model: 'scripted' } as const
    const { page } = await launch({ settings: { endpoints: settingsSchema.parse({ endpoints: { language } }).endpoints } })
    const log = await TurnLog.attach(page)
    let goOn = (): void => undefined
    model.be('language', (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const write = (content: string): boolean => response.write(`data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`)
      write('Nobody was woken, because the alarm for the queue ')
      goOn = () => (write('went through the same broker as the warnings. [1]'), response.end('data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'))
    })
    await ask(page, 'Why was nobody woken that night?')
    // The model waits: what is said by now was known by its first words.
    const { sentence } = await log.first('sentence')
    expect(sentence.text).toBe('Nobody was woken, because the alarm for the queue went through the same broker as the warnings.')
    expect(model.prompt).toContain('<passages mode="strict"')
    goOn()
    const { turn: strict } = await log.first('done', 90_000)
    expect(strict).toMatchObject({ outcome: 'answered', answer: sentence.text })
    await log.clear()

    model.be('language', 'good')
    await page.getByTestId('mode').click()
    await page.getByTestId('mode-adaptive').click()
    await expect(page.getByTestId('mode')).toHaveAttribute('data-mode', 'adaptive')
    await ask(page, 'Why did you close Wren Home?')
    await log.first('sentence')
    expect(model.prompt).toContain('<passages mode="adaptive"')
    expect(model.prompt).toContain('join, shorten and rephrase lightly')
    await delay(1000)
    await page.keyboard.press('Escape')
    const { turn } = await log.first('done')
    expect(turn).toMatchObject({ outcome: 'stopped', mode: 'adaptive' })
    await expect(page.locator(`[data-turn-id="${turn.id}"]`).getByTestId('turn-mode')).toHaveText('adaptive')
    expect(turn.heardMs).toBeGreaterThan(0)
    const heard = turn.heardMs
    await delay(1000)
    const again = await page.evaluate((id) => window.understudy.invoke('turns.get', { id }), turn.id)
    expect(again).toMatchObject({ ok: true, value: { heardMs: heard, outcome: 'stopped' } })
  } finally {
    await model.close()
  }
})

test('what it has not spoken about it says so, without a source', async ({ launch }) => {
  const { page } = await launch()
  const log = await TurnLog.attach(page)
  await ask(page, 'Who will win the football league?')
  const { turn } = await log.first('done', 90_000)
  expect(turn).toMatchObject({ outcome: 'not_spoken_about', citations: [] })
  expect(turn.answer).toContain("I haven't")
})

test('an empty hold asks nothing and says what to do', async ({ launch }) => {
  // The question comes seconds after the microphone opens: before it the room is quiet.
  const { wavPath } = await spokenMicrophone('What happened on Silent Sunday?')
  const { page } = await launch({ micWav: wavPath })
  const log = await TurnLog.attach(page)
  await log.microphoneOpened()
  await page.keyboard.down('Space')
  await delay(1500)
  await page.keyboard.up('Space')
  const { notice } = await log.first('notice')
  expect(notice.code).toBe('no_speech')
  await expect(page.getByTestId('notice').filter({ hasText: notice.message })).toBeVisible()
})

test('a killed inference process is told plainly, and the next question works', async ({ launch }) => {
  const { app, page } = await launch()
  const log = await TurnLog.attach(page)
  await ask(page, 'What happened on Silent Sunday?')
  await log.first('token')
  await app.evaluate(({ app: electronApp }) => {
    const inference = electronApp
      .getAppMetrics()
      .find((metric) => metric.name?.includes('inference') ?? false)
    if (!inference) throw new Error('no inference process')
    process.kill(inference.pid, 'SIGKILL')
  })
  await log.first('done', 90_000)
  await log.clear()
  await ask(page, 'Why did you close Wren Home?')
  const { turn } = await log.first('done', 90_000)
  expect(turn).toMatchObject({ outcome: 'answered', error: null })
})

function loudness(bytes: number[]): number {
  const samples = new Int16Array(new Uint8Array(bytes).buffer)
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)
}

/** Frames are 240 bytes each (contract/animation.ts): u32, f64, then the coefficients. */
function jawOpen(bytes: number[]): number[] {
  const view = new DataView(new Uint8Array(bytes).buffer)
  const values: number[] = []
  for (let at = 0; at + 240 <= view.byteLength; at += 240)
    values.push(view.getFloat32(at + 12 + COEFFICIENT_INDEX.jawOpen * 4, true))
  return values
}
