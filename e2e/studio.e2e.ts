import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright'
import { writeSampleDocuments } from '../electron/persona/testing/sample-documents.ts'
import { expect, test } from './helpers.ts'
import { ReadingMicrophone } from './reading-microphone.ts'
import { TurnLog } from './turn-log.ts'

/** A persona of one's own in the real app, from a folder of documents to a file that is handed on. */
test.describe.configure({ timeout: 300_000 })

const NAME = 'Wilma Ashdown'

let folder: string
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-studio-'))
})
test.afterEach(() => rm(folder, { recursive: true, force: true }))

test('a folder becomes a persona, which speaks only after the person has agreed aloud, quotes its documents, and stops when the consent is revoked', async ({ launch }) => {
  const sample = await writeSampleDocuments(join(folder, 'texts'))
  const { question, fact } = sample.questions.find((one) => one.file.endsWith('refunds.md'))!
  const microphone = await ReadingMicrophone.create()
  const { app, page, complaints } = await launch({ micWav: microphone.wavPath })
  const log = await TurnLog.attach(page)

  await makePersona(app, page, join(folder, 'texts'))
  const broken = Object.entries(sample.broken)
  await expect(page.getByTestId('ingest-skipped')).toHaveCount(broken.length)
  for (const [file, reason] of broken) {
    await expect(page.getByTestId('ingest-skipped').filter({ has: page.locator(`[title="${file}"]`) })).toContainText(reason)
  }
  await expect(page.getByTestId('ingest-document')).toHaveCount(sample.readable.length)

  // Without consent it can be chosen, but says nothing and why.
  await page.getByTestId('create-next').click()
  await expect(page.getByTestId('consent-state')).toHaveAttribute('data-state', 'unverified')
  await use(page)
  await ask(page, question)
  const refused = (await log.first('done', 60_000)).turn
  expect(refused).toMatchObject({ outcome: 'failed', error: { code: 'persona_may_not_speak' }, heardMs: 0 })
  await expect(page.getByText(/Consent for «Wilma Ashdown» is unverified/).first()).toBeVisible()

  // The person reads the words aloud.
  await page.getByTestId('nav-studio').click()
  await page.getByTestId('consent-start').click()
  await page.getByTestId('consent-audience').fill('The people of the nursery')
  await page.getByTestId('consent-challenge').click()
  const phrase = (await page.getByTestId('consent-phrase').textContent())!
  const record = page.getByTestId('consent-record')
  const readAloud = (text: string): Promise<void> => microphone.read(page, text, { begin: () => record.press('Enter'), end: () => record.press('Enter') })
  await readAloud('I have no time for this today, but the bees came back to the orchard.')
  await expect(page.getByTestId('consent-result')).toHaveAttribute('data-accepted', 'false', { timeout: 60_000 })
  await expect(page.getByTestId('consent-state')).toHaveAttribute('data-state', 'unverified')
  await readAloud(phrase)
  await expect(page.getByTestId('consent-result')).toHaveAttribute('data-accepted', 'true', { timeout: 60_000 })
  await expect(page.getByTestId('consent-state')).toHaveAttribute('data-state', 'verified')

  // Now it answers, in the words of a document.
  await log.clear()
  await ask(page, question)
  const answered = (await log.first('done', 120_000)).turn
  expect(answered.outcome).toBe('answered')
  expect(answered.answer).toContain(fact)
  const [citation] = answered.citations
  await page.getByTestId('source').first().click()
  await expect(page.getByTestId('passage')).toHaveText(citation!.quote)
  await page.keyboard.press('Escape')

  // Revoked in the middle of a sentence, it falls silent.
  await page.getByTestId('nav-studio').click()
  await page.getByTestId('consent-done').click()
  await page.getByTestId('persona-revoke').click()
  await page.getByTestId('revoke-reason').fill('Changed her mind')
  await log.clear()
  await page.evaluate((text) => window.understudy.invoke('talk.ask', { text }), question)
  await log.first('sentence', 60_000)
  await page.getByTestId('confirm').click()
  expect((await log.first('done', 60_000)).turn.outcome).toBe('stopped')
  await expect(page.getByTestId('consent-state')).toHaveAttribute('data-state', 'revoked')
  await expect(page.locator('dd', { hasText: 'Changed her mind' })).toBeVisible()
  await log.clear()
  await ask(page, question)
  expect((await log.first('done', 60_000)).turn).toMatchObject({ outcome: 'failed', error: { code: 'persona_may_not_speak' } })

  // Another persona takes over with one click.
  await page.getByTestId('nav-studio').click()
  const others = page.locator('[data-testid=persona-row][data-id=iris-valdane]')
  await others.getByTestId('persona-use').click()
  await expect(others).toHaveAttribute('data-active', 'true')
  await log.clear()
  await ask(page, 'What happened on Silent Sunday?')
  expect((await log.first('done', 120_000)).turn).toMatchObject({ outcome: 'answered', personaId: 'iris-valdane' })
  expect(complaints).toEqual([])
})

test('a persona is handed on as one file, kept beside the one that is here, deleted and had back; a damaged file touches nothing', async ({ launch }) => {
  await writeSampleDocuments(join(folder, 'texts'))
  const { app, page } = await launch()
  await makePersona(app, page, join(folder, 'texts'), { synthetic: true })
  await page.getByTestId('create-look').click()
  await expect(page.getByTestId('consent-state')).toHaveAttribute('data-state', 'synthetic')
  const own = page.getByTestId('persona-row').filter({ hasText: NAME })

  const listen = page.getByTestId('voice-listen')
  await page.locator('[role=tab][data-value=profile]').click()
  await listen.click()
  await expect(listen).toHaveAttribute('aria-pressed', 'true')
  await expect(listen).toHaveAttribute('aria-pressed', 'false', { timeout: 60_000 })

  await use(page)
  await page.locator('[role=tab][data-value=documents]').click()
  await page.getByTestId('document-row').filter({ hasText: 'Refunds' }).getByRole('button').first().click()
  await expect(page.getByTestId('document')).toContainText('Anybody at the till may refund')
  await page.getByRole('button', { name: 'Close the document' }).click()

  const file = join(folder, 'Wilma.understudy')
  await chooseToSave(app, file)
  await page.getByTestId('persona-export').click()
  await expect(page.getByTestId('notice').filter({ hasText: 'Wilma.understudy' })).toBeVisible()
  expect((await stat(file)).size).toBeGreaterThan(1_000)

  await chooseToOpen(app, [file])
  await page.getByTestId('persona-import').click()
  await page.getByTestId('import-copy').click()
  await expect(own).toHaveCount(2)

  const bytes = await readFile(file)
  const damaged = join(folder, 'damaged.understudy')
  await writeFile(damaged, bytes.subarray(0, bytes.length / 2))
  await chooseToOpen(app, [damaged])
  await page.getByTestId('persona-import').click()
  await expect(page.locator('[data-testid=notice][data-tone=problem]')).toContainText(/damaged|cut off|cannot be read/)
  await expect(own).toHaveCount(2)

  await own.first().locator('button').first().click()
  await page.getByTestId('persona-delete').click()
  await expect(own).toHaveCount(1)
  await page.getByTestId('notice').filter({ hasText: 'was deleted' }).getByText('Undo').click()
  await expect(own).toHaveCount(2)

  const documents = page.getByTestId('document-row')
  const count = await documents.count()
  await documents.first().getByTestId('document-remove').click()
  await expect(documents).toHaveCount(count - 1)
  await page.getByTestId('notice').filter({ hasText: 'was removed' }).getByText('Undo').click()
  await expect(documents).toHaveCount(count)

  await page.locator('[role=tab][data-value=profile]').click()
  await page.getByTestId('profile-title').fill('Head gardener')
  await page.getByTestId('nav-talk').click()
  await page.getByTestId('nav-studio').click()
  await expect(page.getByTestId('profile-title')).toHaveValue('Head gardener')
  await page.getByTestId('save').click()
  await expect(page.getByTestId('persona-row').filter({ hasText: 'Head gardener' })).toHaveCount(1)
})

test('a folder that is being read can be left alone, and nothing of it stays', async ({ launch }) => {
  await writeSampleDocuments(join(folder, 'texts'))
  const { app, page } = await launch()
  await page.getByTestId('nav-studio').click()
  await expect(page.getByTestId('persona-row').first()).toBeVisible()
  const before = await page.getByTestId('persona-row').count()
  await fillForm(app, page, join(folder, 'texts'))
  await page.getByTestId('create-submit').click()
  await page.getByTestId('create-cancel').click()
  await expect(page.getByTestId('profile-name')).toHaveValue(NAME)
  await expect(page.getByTestId('persona-row')).toHaveCount(before)
})

async function fillForm(app: ElectronApplication, page: Page, texts: string): Promise<void> {
  await chooseToOpen(app, [texts])
  await page.getByTestId('nav-studio').click()
  await page.getByTestId('persona-create').click()
  await page.getByTestId('create-folder').click()
  await page.getByTestId('profile-name').fill(NAME)
  await page.getByTestId('profile-organisation').fill('Ashdown Nursery')
}

async function makePersona(app: ElectronApplication, page: Page, texts: string, { synthetic = false } = {}): Promise<void> {
  await fillForm(app, page, texts)
  // The switch itself lies under its drawn track.
  if (synthetic) await page.getByTestId('profile-synthetic').check({ force: true })
  await expect.poll(() => inferenceStatus(page), { timeout: 90_000 }).toBe('ready')
  await page.getByTestId('create-submit').click()
  await expect(page.getByTestId('create-progress')).toBeVisible()
  await expect(page.getByTestId('create-done')).toBeVisible({ timeout: 120_000 })
}

/** On a busy machine the engines take their time; what is made needs them for its index. */
async function inferenceStatus(page: Page): Promise<string> {
  const status = await page.evaluate(() => window.understudy.invoke('app.status'))
  return status.ok ? status.value.inference : status.error.message
}

async function use(page: Page): Promise<void> {
  await page.getByTestId('persona-detail').getByTestId('persona-use').click()
  await expect(page.getByTestId('persona-row').filter({ hasText: NAME })).toHaveAttribute('data-active', 'true')
}

async function ask(page: Page, question: string): Promise<void> {
  await page.getByTestId('nav-talk').click()
  await page.getByTestId('ask-input').fill(question)
  await page.keyboard.press('Enter')
}

/** Nobody sits before the system's own dialog: it answers with these paths. */
async function chooseToOpen(app: ElectronApplication, filePaths: string[]): Promise<void> {
  await app.evaluate(({ dialog }, paths) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: paths })
  }, filePaths)
}

async function chooseToSave(app: ElectronApplication, filePath: string): Promise<void> {
  await app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path })
  }, filePath)
}
