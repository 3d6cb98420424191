import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication, Page, Worker } from 'playwright'
import { decodeFrames } from '../electron/animation/frame-codec.ts'
import { int16ToFloat } from '../electron/audio/pcm.ts'
import type { AnimationFrame } from '../electron/contract/animation.ts'
import { COEFFICIENT_INDEX } from '../electron/contract/coefficients.ts'
import { countDraws, drawsMeanwhile, showWindow } from './drawing.ts'
import { expect, test } from './helpers.ts'

test.describe.configure({ timeout: 180_000 })

let folder: string
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-clips-'))
})
test.afterEach(() => rm(folder, { recursive: true, force: true }))

test('a clip of a head has a length, can be sought in, and shows the mouth in step with the sound', async ({ launch }) => {
  const { app, page, complaints } = await launch({ settings: { qualityTier: 'low' } })
  await page.getByTestId('nav-settings').click()
  await page.getByTestId('to-viewer').click()
  await expect(page.getByTestId('head-stage')).toHaveAttribute('data-head', 'live', { timeout: 60_000 })
  const saved = join(folder, 'face.webm')

  // Nothing is made where no place is chosen, and nothing is left where it is cancelled.
  await chooseToSave(app, null)
  await page.getByTestId('viewer-clip').click()
  await expect(page.getByTestId('viewer-clip')).toBeEnabled()
  await chooseToSave(app, saved)
  await page.getByTestId('viewer-clip').click()
  await page.getByTestId('viewer-clip-cancel').click()
  await expect(page.getByTestId('viewer-filming')).toHaveCount(0)
  expect(await readdir(folder)).toEqual([])

  await page.getByTestId('viewer-clip').click()
  await expect(page.getByText('It was saved as «face.webm».')).toBeVisible({ timeout: 120_000 })
  const sample = await page.evaluate(async () => {
    const reply = await window.understudy.invoke('heads.sample', {})
    if (!reply.ok) throw new Error(reply.error.message)
    return { rate: reply.value.sampleRateHz, pcm: [...reply.value.pcm], frames: [...reply.value.frames] }
  })
  const spoken = int16ToFloat(new Int16Array(Uint8Array.from(sample.pcm).buffer))
  const frames = decodeFrames(Uint8Array.from(sample.frames))
  const clip = await watch(page, await readFile(saved), sample.rate)
  const soundS = spoken.length / sample.rate
  expect(clip.durationS).toBeGreaterThan(soundS)
  expect(clip.durationS).toBeLessThan(soundS + 1)
  expect(clip.seekableS).toBeCloseTo(clip.durationS)

  // The sound is the sentence, sample by sample.
  const heard = best(Array.from({ length: 641 }, (_, k) => (k - 320) / 16), (lagMs) => {
    const lag = Math.round((lagMs / 1000) * sample.rate)
    return correlation(spoken.subarray(Math.max(0, -lag)), clip.sound.subarray(Math.max(0, lag)))
  })
  expect(Math.abs(heard.lagMs)).toBeLessThan(10)
  expect(heard.likeness).toBeGreaterThan(0.9)
  // The mouth is dark where it is open: most of all in the moment that is heard.
  const openness = clip.pictures.map(({ mouth }) => -mouth)
  const shown = best([-150, -100, -50, 0, 50, 100, 150], (lagMs) => correlation(clip.pictures.map(({ timeS }) => jawAt(frames, timeS - lagMs / 1000)), openness))
  expect(Math.abs(shown.lagMs)).toBeLessThanOrEqual(50)
  expect(shown.likeness).toBeGreaterThan(0.6)
  for (const { whole } of clip.pictures) expect(whole).toBeGreaterThan(20)
  expect(complaints).toEqual([])
})

function jawAt(frames: readonly AnimationFrame[], timeS: number): number {
  return frames.reduce((nearest, frame) => (Math.abs(frame.timeS - timeS) < Math.abs(nearest.timeS - timeS) ? frame : nearest)).coefficients[COEFFICIENT_INDEX.jawOpen]!
}

interface Watched {
  durationS: number
  seekableS: number
  /** Decoded, mono. */
  sound: Float32Array
  /** Mean levels (0–255) of the whole picture and of where the mouth is. */
  pictures: { timeS: number; whole: number; mouth: number }[]
}

/** Plays back what was saved as any player does: its length, its sound, and a picture every fifth of a second, sought for. */
async function watch(page: Page, webm: Buffer, rateHz: number): Promise<Watched> {
  const seen = await page.evaluate(
    async ({ base64, rateHz }) => {
      const blob = new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], { type: 'video/webm' })
      const video = document.createElement('video')
      const url = URL.createObjectURL(blob)
      const once = (type: string): Promise<void> =>
        new Promise((resolve, reject) => {
          video.addEventListener(type, () => resolve(), { once: true })
          video.addEventListener('error', () => reject(new Error(video.error!.message)), { once: true })
        })
      const loaded = once('loadeddata')
      video.src = url
      await loaded
      const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight)
      const context = canvas.getContext('2d', { willReadFrequently: true })!
      const level = (x: number, y: number, width: number, height: number): number => {
        const { data } = context.getImageData(x * canvas.width, y * canvas.height, width * canvas.width, height * canvas.height)
        return data.reduce((sum, value, i) => (i % 4 === 3 ? sum : sum + value), 0) / (0.75 * data.length)
      }
      const { duration } = video
      const pictures = []
      for (let timeS = 0.05; timeS < duration; timeS += 0.2) {
        const sought = once('seeked')
        video.currentTime = timeS
        await sought
        context.drawImage(video, 0, 0)
        pictures.push({ timeS, whole: level(0, 0, 1, 1), mouth: level(0.42, 0.53, 0.16, 0.13) })
      }
      const sound = await new OfflineAudioContext(1, 1, rateHz).decodeAudioData(await blob.arrayBuffer())
      URL.revokeObjectURL(url)
      return { durationS: duration, seekableS: video.seekable.end(0), pictures, sound: [...sound.getChannelData(0)] }
    },
    { base64: webm.toString('base64'), rateHz },
  )
  return { ...seen, sound: Float32Array.from(seen.sound) }
}

/** How alike two courses are, −1 … 1. */
function correlation(a: readonly number[] | Float32Array, b: readonly number[] | Float32Array): number {
  const n = Math.min(a.length, b.length)
  const mean = (values: readonly number[] | Float32Array): number => {
    let sum = 0
    for (let i = 0; i < n; i++) sum += values[i]!
    return sum / n
  }
  const [meanA, meanB] = [mean(a), mean(b)]
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < n; i++) {
    const [x, y] = [a[i]! - meanA, b[i]! - meanB]
    ab += x * y
    aa += x * x
    bb += y * y
  }
  return ab / Math.sqrt(aa * bb || 1)
}

/** The delay at which two courses are most alike. */
function best(lagsMs: readonly number[], likenessAt: (lagMs: number) => number): { lagMs: number; likeness: number } {
  return lagsMs.map((lagMs) => ({ lagMs, likeness: likenessAt(lagMs) })).reduce((most, one) => (one.likeness > most.likeness ? one : most))
}

async function chooseToSave(app: ElectronApplication, filePath: string | null): Promise<void> {
  await app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: path === null, filePath: path ?? '' })
  }, filePath)
}

test('nobody draws for a window that is hidden, minimised, or was hidden when its page was loaded', async ({ launch }) => {
  const { app, page, complaints } = await launch({ settings: { qualityTier: 'low' } })
  const drawer = await drawingWorker(page)
  // As an answer and a meeting do it: by itself the page takes itself for visible from then on.
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.setBackgroundThrottling(false))
  for (const [gone, back] of [
    [() => showWindow(app, false), () => showWindow(app, true)],
    // Without a window manager nothing can be minimised: what Electron tells of it.
    [() => tellWindow(app, 'minimize'), () => tellWindow(app, 'restore')],
  ] as const) {
    await expect.poll(() => drawsMeanwhile(drawer)).toBeGreaterThan(0)
    await gone()
    await expect.poll(() => drawsMeanwhile(drawer)).toBe(0)
    await back()
  }
  await expect.poll(() => drawsMeanwhile(drawer)).toBeGreaterThan(0)

  await showWindow(app, false)
  await page.reload()
  const next = await drawingWorker(page)
  await expect.poll(() => drawsMeanwhile(next)).toBe(0)
  expect(await drawsMeanwhile(next)).toBe(0)
  await showWindow(app, true)
  await expect.poll(() => drawsMeanwhile(next)).toBeGreaterThan(0)
  expect(complaints).toEqual([])
})

/** That of the head in Talk, counting. */
async function drawingWorker(page: Page): Promise<Worker> {
  await expect(page.getByTestId('face')).toHaveAttribute('data-face', 'live', { timeout: 60_000 })
  const worker = page.workers().at(-1)!
  await countDraws(worker)
  return worker
}

async function tellWindow(app: ElectronApplication, event: 'minimize' | 'restore'): Promise<void> {
  await app.evaluate(({ BrowserWindow }, name) => void BrowserWindow.getAllWindows()[0]!.emit(name), event)
}
