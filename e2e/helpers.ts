import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron, type ElectronApplication, type Page } from 'playwright'
import { test as base } from 'playwright/test'
import type { SettingsPatch } from '../electron/contract/settings.ts'
import { preflight, type Preflight } from './runtime/preflight.mjs'

export const repositoryRoot = dirname(dirname(fileURLToPath(import.meta.url)))

export interface LaunchOptions {
  /** WAV that the page hears as its microphone, once. Without it Chromium's fake device beeps. */
  micWav?: string
  /** A profile to start on; it is kept. Without it a fresh one, removed at the end. */
  userDataDir?: string
  /** Settings to find at the start; `firstRunDone` unless it says otherwise. `null` leaves the profile's file as it is. */
  settings?: SettingsPatch | null
  args?: string[]
  env?: Record<string, string>
  /** False: no fake microphone at all. */
  fakeMicrophone?: boolean
}

export interface LaunchedApp {
  app: ElectronApplication
  page: Page
  userDataDir: string
  /** Errors that page and main process reported so far. */
  complaints: string[]
  close(): Promise<void>
}

let machine: Promise<Preflight> | undefined
/** Runtime, switches and screen of this machine, found once per worker. */
export const machinePreflight = (): Promise<Preflight> => (machine ??= preflight({}))

/** Starts the built app as a person would, and resolves when its window is shown. */
export async function launchApp(options: LaunchOptions = {}): Promise<LaunchedApp> {
  const { runtime, args, env } = await machinePreflight()
  const userDataDir = options.userDataDir ?? (await mkdtemp(join(tmpdir(), 'understudy-e2e-')))
  if (options.settings !== null) await writeSettings(userDataDir, { firstRunDone: true, ...options.settings })
  // Not by executablePath: only through the `electron` package does Playwright hold the app back until it watches.
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = runtime.distPath
  const app = await _electron.launch({
    // Playwright would switch the sandbox off for everybody; preflight does where it has to be.
    chromiumSandbox: true,
    args: [
      ...args,
      '--log-level=3',
      repositoryRoot,
      `--user-data-dir=${userDataDir}`,
      ...microphoneArguments(options),
      ...(options.args ?? []),
    ],
    env: { ...(env as Record<string, string>), ...options.env },
    cwd: repositoryRoot,
  })
  const complaints: string[] = []
  app
    .process()
    .stderr?.on('data', (chunk: Buffer) => complaints.push(...mainComplaints(chunk.toString('utf8'))))
  const page = await app.firstWindow()
  page.on(
    'console',
    (message) => void (message.type() === 'error' && complaints.push(`page: ${message.text()}`)),
  )
  page.on(
    'response',
    (response) =>
      void (response.status() >= 400 && complaints.push(`page: ${response.status()} ${response.url()}`)),
  )
  page.on('pageerror', (error) => complaints.push(`page: ${error.message}`))
  await page.waitForLoadState('load')
  let closed = false
  const close = async (): Promise<void> => {
    if (closed) return
    closed = true
    await app.close()
    if (options.userDataDir === undefined)
      await rm(userDataDir, { recursive: true, force: true, maxRetries: 3 })
  }
  return { app, page, userDataDir, complaints, close }
}

function microphoneArguments({ micWav, fakeMicrophone = true }: LaunchOptions): string[] {
  if (!fakeMicrophone) return []
  // Without --use-fake-ui-for-media-stream, which would grant everything past our own permission handlers.
  const fake = ['--use-fake-device-for-media-stream']
  return micWav === undefined ? fake : [...fake, `--use-file-for-fake-audio-capture=${micWav}%noloop`]
}

async function writeSettings(userDataDir: string, settings: SettingsPatch): Promise<void> {
  await mkdir(userDataDir, { recursive: true })
  const file = join(userDataDir, 'settings.json')
  const existing = JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as object
  await writeFile(file, JSON.stringify({ ...existing, ...settings }))
}

/** Our own logger writes JSON; the rest of stderr is the debugger's greeting. */
function mainComplaints(text: string): string[] {
  return text.split('\n').filter((line) => line.startsWith('{"level":50') || line.startsWith('{"level":60'))
}

/** Asks in writing, on the talk screen. */
export async function ask(page: Page, question: string): Promise<void> {
  await page.getByTestId('ask-input').fill(question)
  await page.keyboard.press('Enter')
}

/** Processes of a group, by number. Linux only. */
export async function processesOfGroup(groupId: number): Promise<number[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const members = await Promise.all(
    ids.map(async (id) => {
      const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '')
      // «pid (name) state ppid pgrp …»; a zombie has ended and only waits to be read.
      const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return Number(group) === groupId && state !== 'Z' ? Number(id) : null
    }),
  )
  return members.filter((id) => id !== null)
}

/**
 * `test` with a `launch` fixture: what it starts is closed after the test, and when that failed, screenshot and log stay in
 * test-results.
 */
export const test = base.extend<{ launch: (options?: LaunchOptions) => Promise<LaunchedApp> }>({
  launch: async ({}, use, testInfo) => {
    const launched: LaunchedApp[] = []
    await use(async (options) => {
      const app = await launchApp(options)
      launched.push(app)
      return app
    })
    const failed = testInfo.status !== testInfo.expectedStatus
    for (const [index, { page, userDataDir, complaints, close }] of launched.entries()) {
      if (failed) {
        await page
          .screenshot({ path: testInfo.outputPath(`window-${index}.png`), timeout: 5_000 })
          .catch(() => undefined)
        const log = await readFile(join(userDataDir, 'logs', 'understudy.log'), 'utf8').catch(() => '')
        await writeFile(testInfo.outputPath(`app-${index}.log`), `${complaints.join('\n')}\n\n${log}`)
      }
      await close()
    }
  },
})
export { expect } from 'playwright/test'
