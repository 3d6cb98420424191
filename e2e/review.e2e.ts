import type { Page } from 'playwright'
import type { AppStatus } from '../electron/contract/ipc.ts'
import { expect, test } from './helpers.ts'
import { TurnLog } from './turn-log.ts'

/** Offline review in the real app, by keyboard alone: heard again, corrected, ruled out, taken back. */
test.describe.configure({ timeout: 300_000 })

const QUESTION = 'Why did you close Wren Home?'
const CORRECTION = 'I closed it because I had fallen in love with being known, and that is no reason to sell a sensor.'

test('a recorded answer is heard and seen again offline, and the owner’s words take its place', async ({ launch }) => {
  const { page, complaints } = await launch()
  const log = await TurnLog.attach(page)
  const first = await ask(page, log, QUESTION)
  expect(first.outcome).toBe('answered')

  await page.keyboard.press('Control+3')
  await expect(page.getByTestId('offline-banner')).toHaveAttribute('data-offline', 'true')
  expect((await status(page)).offline).toBe(true)
  const row = page.getByTestId('review-row')
  await expect(row).toHaveCount(1)
  await expect(row).toContainText(QUESTION)
  await expect(page.getByTestId('review-answer')).toContainText(first.answer.split(' ')[0]!)

  await page.keyboard.press('Space')
  const face = page.getByTestId('face')
  await expect.poll(() => face.getAttribute('data-audio-rms').then(Number)).toBeGreaterThan(0.01)
  await expect(page.locator('[data-testid="review-answer"] [data-now="true"]')).toHaveCount(1)
  const from = Number(await face.getAttribute('data-position-ms'))
  await expect.poll(() => face.getAttribute('data-position-ms').then(Number)).toBeGreaterThan(from)
  await page.keyboard.press('Space')
  await expect(page.getByTestId('state')).toHaveAttribute('data-phase', 'idle')

  await page.keyboard.press('c')
  await page.getByTestId('correction-editor').fill(CORRECTION)
  await page.keyboard.press('Control+Enter')
  await expect(page.getByTestId('review-row')).toHaveCount(0)
  await expect(page.getByTestId('notice')).toContainText('Corrected')

  await page.getByTestId('review-filters').getByRole('tab', { name: /Corrected/ }).click()
  await expect(row).toHaveAttribute('data-verdict', 'corrected')
  await page.keyboard.press('g')
  await expect(page.getByTestId('comparison-before')).toContainText(first.answer.split('.')[0]!)
  await expect(page.getByTestId('comparison-after')).toContainText(CORRECTION)

  await page.keyboard.press('Control+1')
  await expect.poll(async () => (await status(page)).offline).toBe(false)
  await log.clear()
  const again = await ask(page, log, QUESTION)
  expect(again.answer).toContain(CORRECTION)
  await page.getByTestId('source').first().click()
  await expect(page.getByTestId('passage')).toContainText(CORRECTION)
  expect(complaints).toEqual([])
})

test('a sentence that was ruled out does not come back until that is undone', async ({ launch }) => {
  const { page } = await launch()
  const log = await TurnLog.attach(page)
  const first = await ask(page, log, QUESTION)
  const sentence = first.sentences[0]!.text
  // Without «In September 2024 I wrote:», which the persona may put before any quotation.
  const [quote] = first.citations.map((citation) => citation.quote).filter((text) => sentence.includes(text))
  await page.keyboard.press('Control+3')
  await expect(page.getByTestId('review-answer')).toContainText(sentence)

  await page.keyboard.press('n')
  await expect(page.getByTestId('never-sentence').first()).toBeVisible()
  await page.keyboard.press('1')
  await expect(page.getByTestId('never-sentence').first()).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('notice')).toContainText('Not to be said again')
  await page.getByTestId('review-filters').getByRole('tab', { name: /Never/ }).click()
  await expect(page.getByTestId('review-row')).toHaveAttribute('data-verdict', 'never')
  await page.keyboard.press('g')
  await expect(page.getByTestId('comparison-after')).not.toContainText(quote!)
  await expect(page.getByTestId('comparison-after').locator('p').first()).not.toBeEmpty()
  await page.keyboard.press('Escape')

  await page.keyboard.press('u')
  await expect(page.getByTestId('review-row')).toHaveAttribute('data-verdict', 'pending')
  await page.keyboard.press('g')
  await expect(page.getByTestId('comparison-after')).toContainText(quote!)
})

async function ask(page: Page, log: TurnLog, question: string) {
  await page.getByTestId('ask-input').fill(question)
  await page.keyboard.press('Enter')
  const { turn } = await log.first('done', 120_000)
  return turn
}

async function status(page: Page): Promise<AppStatus> {
  const result = await page.evaluate(() => window.understudy.invoke('app.status'))
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}
