import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright'
import { COEFFICIENT_INDEX } from '../electron/contract/coefficients.ts'
import { ARKIT_SHAPES, makeGlb } from '../electron/persona/testing/make-glb.ts'
import { giveConsent, makePackage, SAMPLE_QUESTION } from '../electron/persona/testing/make-package.ts'
import { countDraws, draws, drawsMeanwhile, showWindow } from './drawing.ts'
import { expect, test } from './helpers.ts'

/** A face made elsewhere in the real app: dropped, looked at, taken over, spoken with, taken back. */
test.describe.configure({ timeout: 240_000 })

let profile: string
test.beforeEach(async () => {
  profile = await mkdtemp(join(tmpdir(), 'understudy-avatar-'))
})
test.afterEach(() => rm(profile, { recursive: true, force: true, maxRetries: 3 }))

test('a face that is dropped onto the studio is looked at, becomes the persona’s own, speaks its answers, and is shown only while consent holds', async ({ launch }) => {
  const ada = join(profile, 'personas', 'ada-keeper')
  await makePackage(ada, { synthetic: false })
  await giveConsent(ada)
  const { app, page, complaints, close } = await launch({ userDataDir: profile, settings: { personaId: 'ada-keeper', qualityTier: 'low' } })
  await page.getByTestId('nav-studio').click()
  await page.locator('[data-testid=persona-row][data-id=ada-keeper]').getByRole('button').first().click()
  await expect(page.getByTestId('own-face')).toHaveAttribute('data-kind', 'default')

  // What is no face is refused with the reason, and changes nothing.
  await drop(page, 'no-shapes.glb', makeGlb([]))
  await expect(page.getByTestId('head-refused')).toContainText('no face shapes')
  await page.keyboard.press('Escape')
  await drop(page, 'cut off.glb', makeGlb(ARKIT_SHAPES).subarray(0, 3000))
  await expect(page.getByTestId('head-refused')).toContainText('cut off')
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('head-refused')).toHaveCount(0)

  // Looked at: it blinks and says a sentence. A second one that is dropped onto it takes its place.
  await drop(page, 'First egg.glb', makeGlb(ARKIT_SHAPES.slice(0, 1)))
  await expect(page.getByTestId('head-facts')).toHaveAttribute('data-channels', '1', { timeout: 60_000 })
  await drop(page, 'Egg of Ada.glb', makeGlb(ARKIT_SHAPES), '[role=dialog]')
  const stage = page.getByTestId('head-stage')
  await expect(stage).toHaveAttribute('data-head', 'live', { timeout: 60_000 })
  await expect(page.getByTestId('head-facts')).toHaveAttribute('data-channels', '4')
  await watchLids(page)
  await page.getByTestId('head-blink').click()
  await expect.poll(() => page.evaluate(() => window.lidsClosed)).toBeGreaterThan(0.2)
  await expect(page.getByTestId('head-missing')).toContainText('What it cannot move (48)')
  await page.getByTestId('head-say').click()
  await expect.poll(() => numberOf(page, 'head-stage', 'data-jaw-open'), { timeout: 60_000 }).toBeGreaterThan(0.05)
  await page.getByTestId('head-say').click()

  // Taken over, it speaks the answers.
  await page.getByTestId('head-accept').click()
  await expect(page.getByTestId('own-face')).toHaveAttribute('data-kind', 'mesh')
  await page.getByTestId('nav-talk').click()
  await expect(page.getByTestId('face')).toHaveAttribute('data-face', 'live', { timeout: 60_000 })
  expect(await headUrl(page)).toMatch(/^heads\/persona\/ada-keeper\//)
  await page.evaluate((text) => window.understudy.invoke('talk.ask', { text }), SAMPLE_QUESTION)
  await expect.poll(() => numberOf(page, 'face', 'data-jaw-open'), { timeout: 120_000 }).toBeGreaterThan(0.05)

  // Nobody draws for a hidden window, also while its page is kept awake by an answer.
  const drawer = page.workers().at(-1)!
  await countDraws(drawer)
  await expect.poll(() => draws(drawer)).toBeGreaterThan(0)
  await showWindow(app, false)
  await expect.poll(() => drawsMeanwhile(drawer)).toBe(0)
  await showWindow(app, true)
  await expect.poll(() => drawsMeanwhile(drawer)).toBeGreaterThan(0)
  await page.keyboard.press('Escape')

  // By hand, in the viewer.
  await page.getByTestId('nav-studio').click()
  await page.getByTestId('own-face').getByTestId('to-viewer').click()
  await expect(stage).toHaveAttribute('data-head', 'live', { timeout: 60_000 })
  await page.getByTestId('viewer-search').fill('jaw open')
  await page.getByTestId('coefficient-jawOpen').fill('0.7')
  await expect.poll(() => numberOf(page, 'head-stage', 'data-jaw-open')).toBeCloseTo(0.7)

  // A lost graphics context: the same picture comes back, and speaks on.
  const bench = page.workers().at(-1)!
  await countDraws(bench)
  await expect.poll(() => draws(bench)).toBeGreaterThan(0)
  const before = await pictureOf(page)
  await bench.evaluate(() => globalThis.contextLoss!.loseContext())
  await expect.poll(() => drawsMeanwhile(bench)).toBe(0)
  await bench.evaluate(() => globalThis.contextLoss!.restoreContext())
  await expect.poll(() => drawsMeanwhile(bench)).toBeGreaterThan(0)
  const after = await pictureOf(page)
  expect(new Set(before).size).toBeGreaterThan(10)
  expect(before.reduce((sum, value, i) => sum + Math.abs(value - after[i]!), 0) / before.length).toBeLessThan(1)
  await page.getByTestId('coefficient-jawOpen').fill('0')
  await expect.poll(() => numberOf(page, 'head-stage', 'data-jaw-open')).toBe(0)
  await page.getByTestId('viewer-play').click()
  await expect.poll(() => numberOf(page, 'head-stage', 'data-jaw-open'), { timeout: 60_000 }).toBeGreaterThan(0.05)
  await page.getByTestId('viewer-stop').click()
  await expect(page.getByTestId('frame-cost')).toHaveAttribute('data-draw-calls', /[1-9]/)
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.keyboard.press('r')
  await expect.poll(() => numberOf(page, 'head-stage', 'data-jaw-open')).toBe(0)
  await page.keyboard.press('Escape')

  // Removed and had back; without consent it is not shown.
  await page.getByTestId('head-remove').click()
  await expect(page.getByTestId('own-face')).toHaveAttribute('data-kind', 'default')
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await expect(page.getByTestId('own-face')).toHaveAttribute('data-kind', 'mesh')
  await page.evaluate(() => window.understudy.invoke('personas.revoke', { id: 'ada-keeper', reason: '' }))
  await expect.poll(() => headUrl(page)).toBe('head/')
  expect(complaints).toEqual([])
  // Running, it would write into the profile that is removed now.
  await close()
})

declare global {
  interface Window {
    lidsClosed: number
  }
}

/** Notes how far the page ever asks a head to close its lids: those that blink by themselves do so in the worker. */
async function watchLids(page: Page): Promise<void> {
  await page.evaluate(
    (lid) => {
      window.lidsClosed = 0
      const { postMessage } = Worker.prototype
      Worker.prototype.postMessage = function (...given: unknown[]) {
        const { type, pose } = given[0] as { type?: string; pose?: { coefficients?: Float32Array } | null }
        if (type === 'still') window.lidsClosed = Math.max(window.lidsClosed, pose?.coefficients?.[lid] ?? 0)
        Reflect.apply(postMessage, this, given)
      }
    },
    COEFFICIENT_INDEX.eyeBlinkLeft,
  )
}

/** Levels of the head on the viewer's bench, coarsely. */
function pictureOf(page: Page): Promise<number[]> {
  return page.getByTestId('head-stage').locator('canvas').evaluate((canvas) => {
    const context = new OffscreenCanvas(64, 80).getContext('2d')!
    context.drawImage(canvas as HTMLCanvasElement, 0, 0, 64, 80)
    return [...context.getImageData(0, 0, 64, 80).data]
  })
}

/** As the window gets a file that is let go over it. */
async function drop(page: Page, name: string, content: Buffer, onto = 'main'): Promise<void> {
  await page.evaluate(
    ({ name, base64, onto }) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], name))
      for (const type of ['dragover', 'drop']) document.querySelector(onto)!.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }))
    },
    { name, base64: content.toString('base64'), onto },
  )
}

async function numberOf(page: Page, testId: string, attribute: string): Promise<number> {
  return Number(await page.getByTestId(testId).getAttribute(attribute))
}

async function headUrl(page: Page): Promise<string> {
  const status = await page.evaluate(() => window.understudy.invoke('app.status'))
  return status.ok ? status.value.persona.headUrl : status.error.message
}

test('a face is made from a photograph on this machine, looked at and taken over; a picture without a face is refused with the reason', async ({ launch }) => {
  const ada = join(profile, 'personas', 'ada-keeper')
  await makePackage(ada, { synthetic: true })
  const { page, complaints, close } = await launch({ userDataDir: profile, settings: { personaId: 'ada-keeper', qualityTier: 'low' } })
  await page.getByTestId('nav-studio').click()
  await page.locator('[data-testid=persona-row][data-id=ada-keeper]').getByRole('button').first().click()
  const photographs = page.getByTestId('photographs-input')
  await photographs.setInputFiles(resource('icons/app.png'))
  await expect(page.getByTestId('head-refused')).toContainText('«app.png»: No face was found', { timeout: 60_000 })
  await page.keyboard.press('Escape')

  // The portrait that ships is nobody's photograph.
  await photographs.setInputFiles([resource('head/still.webp'), resource('icons/app.png')])
  await expect(page.getByTestId('head-preview')).toContainText('«app.png»: No face was found', { timeout: 120_000 })
  await expect(page.getByTestId('head-stage')).toHaveAttribute('data-head', 'live', { timeout: 60_000 })
  await expect(page.getByTestId('head-facts')).toHaveAttribute('data-kind', 'portrait')
  await page.getByTestId('head-accept').click()
  await expect(page.getByTestId('own-face')).toHaveAttribute('data-kind', 'portrait')
  await page.getByTestId('nav-talk').click()
  await expect(page.getByTestId('face')).toHaveAttribute('data-face', 'live', { timeout: 60_000 })
  expect(await headUrl(page)).toMatch(/^heads\/persona\/ada-keeper\//)
  expect(complaints).toEqual([])
  await close()
})

function resource(path: string): string {
  return fileURLToPath(new URL(`../resources/${path}`, import.meta.url))
}
