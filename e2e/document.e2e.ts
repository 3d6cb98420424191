import { expect, test } from './helpers.ts'
import { TurnLog } from './turn-log.ts'

/** A document is shown to the persona in the real app: seen part by part, spoken, with its sources, stopped at once. */
test.describe.configure({ timeout: 120_000 })

const PLAN = `# Plan for autumn

## Prices
A Wren sensor will cost twelve euros a month for shops.

## Leave
Parental leave stays at sixteen weeks at full pay for every parent.

## Garden
The tulips at the entrance need water every morning in May.
`

test('a document is gone through aloud, part by part, and stops at once', async ({ launch }) => {
  const { page, complaints } = await launch()
  const log = await TurnLog.attach(page)
  await page.getByTestId('document-input').setInputFiles({ name: 'plan.md', mimeType: 'text/markdown', buffer: Buffer.from(PLAN) })
  await expect(page.getByTestId('feedback')).toHaveAttribute('data-state', 'done', { timeout: 60_000 })
  const parts = page.getByTestId('feedback-part')
  await expect(parts).toHaveCount(3)
  expect(await parts.evaluateAll((items) => items.map((item) => (item as HTMLElement).dataset['view']))).toEqual(['differs', 'agrees', 'not_spoken_about'])
  await log.first('sentence')
  await page.keyboard.press('Escape')
  const { turn } = await log.first('done')
  expect(turn.outcome).toBe('stopped')
  expect(turn.question).toContain('Plan for autumn')
  await parts.first().getByRole('button').first().click()
  await expect(page.getByTestId('passage')).toContainText('nine euros')

  await page.getByTestId('document-input').setInputFiles({ name: 'plan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('none') })
  await expect(page.getByText('It is not a PDF')).toBeVisible()
  expect(complaints).toEqual([])
})
