import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { ElectronApplication, Page } from 'playwright'
import { launchApp, machinePreflight } from './helpers.ts'
import { holdWhileSpoken, spokenMicrophone } from './spoken-microphone.ts'
import { ensureBuilt } from './runtime/build.mjs'
import { TurnLog } from './turn-log.ts'

declare global {
  interface Window {
    demoRecorder?: { recorder: MediaRecorder; chunks: Blob[] }
  }
}

export interface Demo {
  video: string
  picture: string
  question: string
  answer: string
}

const QUESTION = 'What happened on Silent Sunday?'
/** The face is drawn by then, also where the processor draws it. */
const LEAD_S = 18
/** Into the first sentence: mouth open, subtitle and sources on screen. */
const PICTURE_AFTER_MS = 1800
const SLICE_BYTES = 1 << 20

/** Asks the real app a spoken question and films window and sound. */
export async function recordDemo(outDir: string): Promise<Demo> {
  await ensureBuilt()
  await mkdir(outDir, { recursive: true })
  const userDataDir = await mkdtemp(join(tmpdir(), 'understudy-demo-'))
  await writeFile(join(userDataDir, 'settings.json'), JSON.stringify({ firstRunDone: true }))
  const microphone = await spokenMicrophone(QUESTION, { leadS: LEAD_S })
  const { app, page, close } = await launchApp({ micWav: microphone.wavPath, userDataDir })
  try {
    const log = await TurnLog.attach(page)
    await faceDrawn(page)
    await startFilming(app, page)
    await holdWhileSpoken(page, log, microphone)
    await log.first('sentence', 60_000)
    await delay(PICTURE_AFTER_MS)
    const picture = join(outDir, 'demo.png')
    await page.screenshot({ path: picture })
    const { turn } = await log.first('done', 180_000)
    const video = join(outDir, 'demo.webm')
    await writeFile(video, await stopFilming(page))
    return { video, picture, question: turn.question, answer: turn.answer }
  } finally {
    await close()
    const { stopDisplay } = await machinePreflight()
    stopDisplay()
    await rm(userDataDir, { recursive: true, force: true })
  }
}

async function faceDrawn(page: Page): Promise<void> {
  const face = page.getByTestId('face')
  while ((await face.getAttribute('data-face')) === 'loading') await delay(100)
}

/** The window films itself, with its sound: allowed for this run only, the app itself never permits it. */
async function startFilming(app: ElectronApplication, page: Page): Promise<void> {
  await app.evaluate(({ session }) => {
    session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(true))
    session.defaultSession.setPermissionCheckHandler(() => true)
    session.defaultSession.setDisplayMediaRequestHandler((request, answer) => {
      if (request.frame) answer({ video: request.frame, audio: request.frame })
    })
  })
  // Filming needs a gesture of the user's; this click lands on nothing.
  await page.mouse.click(2, 2)
  await page.evaluate(async () => {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: 25 }, audio: true })
    const recorder = new MediaRecorder(stream, { mimeType: 'video/webm;codecs=vp8,opus', videoBitsPerSecond: 4_000_000 })
    const chunks: Blob[] = []
    recorder.addEventListener('dataavailable', (event) => chunks.push(event.data))
    recorder.start(1000)
    window.demoRecorder = { recorder, chunks }
  })
}

async function stopFilming(page: Page): Promise<Buffer> {
  const size = await page.evaluate(async () => {
    const { recorder, chunks } = window.demoRecorder!
    const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve, { once: true }))
    recorder.stop()
    await stopped
    for (const track of recorder.stream.getTracks()) track.stop()
    const whole = new Blob(chunks)
    chunks.splice(0, chunks.length, whole)
    return whole.size
  })
  const slices: Buffer[] = []
  for (let offset = 0; offset < size; offset += SLICE_BYTES) {
    const base64 = await page.evaluate(
      async ({ from, to }) => {
        const bytes = new Uint8Array(await window.demoRecorder!.chunks[0]!.slice(from, to).arrayBuffer())
        let text = ''
        for (const byte of bytes) text += String.fromCharCode(byte)
        return btoa(text)
      },
      { from: offset, to: offset + SLICE_BYTES },
    )
    slices.push(Buffer.from(base64, 'base64'))
  }
  return Buffer.concat(slices)
}
