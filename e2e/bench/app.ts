import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { ElectronApplication } from 'playwright'
import { launchApp, machinePreflight } from '../helpers.ts'
import { ensureBuilt } from '../runtime/build.mjs'
import { repositoryRoot } from '../runtime/paths.mjs'
import { preflight } from '../runtime/preflight.mjs'
import { endGroup } from '../runtime/processes.mjs'
import { TurnLog } from '../turn-log.ts'
import { summarise, type Measurement } from './statistics.ts'

const STARTS = 5
const ANSWERS = 6
/** Into the answer, when it is interrupted. */
const INTERRUPT_AFTER_MS = 1500

declare global {
  var loopDelay: { max: number; disable(): boolean } | undefined
}

/** What only the real app can show: start, silence after a press, stalls of the main process. */
export async function benchApp(): Promise<Measurement[]> {
  await ensureBuilt()
  return [
    summarise('start.warm_ms', 'ms', await warmStarts(), '≤ 3000', 'process spawned to window ready'),
    ...(await measureAnswers()),
  ]
}

async function warmStarts(): Promise<number[]> {
  const { runtime, args, env, stopDisplay } = await preflight()
  const userDataDir = await profile()
  try {
    const times: number[] = []
    // The first start fills the profile and the disk cache; it is not a warm one.
    for (let i = 0; i <= STARTS; i++) {
      const startedAt = performance.now()
      const child = spawn(runtime.executablePath, [...args, repositoryRoot, `--user-data-dir=${userDataDir}`], {
        cwd: repositoryRoot,
        env,
        detached: true,
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      })
      await new Promise<void>((resolve, reject) => {
        child.once('message', () => resolve())
        child.once('exit', (code) => reject(new Error(`The app ended with ${code} before it was ready.`)))
      })
      if (i > 0) times.push(performance.now() - startedAt)
      child.removeAllListeners('exit')
      await endGroup(child.pid)
    }
    return times
  } finally {
    stopDisplay()
    await rm(userDataDir, { recursive: true, force: true })
  }
}

async function measureAnswers(): Promise<Measurement[]> {
  const userDataDir = await profile()
  const { app, page, close } = await launchApp({ userDataDir })
  try {
    const log = await TurnLog.attach(page)
    const silence: number[] = []
    const stalls: number[] = []
    const firstStall: number[] = []
    const firstAudio: number[] = []
    for (let i = 0; i < ANSWERS; i++) {
      await log.clear()
      await watchLoop(app)
      await page.evaluate(() => window.understudy.invoke('talk.ask', { text: 'What happened on Silent Sunday?' }))
      await log.first('sentence', 60_000)
      await delay(INTERRUPT_AFTER_MS)
      const pressedAtMs = await page.evaluate(() => {
        void window.understudy.invoke('talk.stop')
        return performance.timeOrigin + performance.now()
      })
      const { turn } = await log.first('done')
      const done = (await log.timed()).find(({ event }) => event.type === 'done')
      if (done) silence.push(done.atEpochMs - pressedAtMs)
      const stall = await longestStall(app)
      if (i === 0) firstStall.push(stall)
      else stalls.push(stall)
      if (i > 0 && turn.trace.firstAudioMs !== null) firstAudio.push(turn.trace.firstAudioMs)
    }
    return [
      summarise('app.stop_to_silence_ms', 'ms', silence, '≤ 150', 'asked in the page to confirmed silent'),
      summarise('app.typed_to_audio_ms', 'ms', firstAudio, 'p50 ≤ 400', 'typed question, sound at the output'),
      summarise('app.main_loop_stall_ms', 'ms', stalls, '≤ 16', 'longest stall of Electron’s main process in each turn after the first'),
      summarise('app.first_turn_loop_stall_ms', 'ms', firstStall, '≤ 16', 'the same, asked while the app is still starting'),
    ]
  } finally {
    await close()
    const { stopDisplay } = await machinePreflight()
    stopDisplay()
    await rm(userDataDir, { recursive: true, force: true })
  }
}

async function watchLoop(app: ElectronApplication): Promise<void> {
  await app.evaluate(() => {
    const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks')
    const monitor = monitorEventLoopDelay({ resolution: 1 })
    monitor.enable()
    globalThis.loopDelay = monitor
  })
}

function longestStall(app: ElectronApplication): Promise<number> {
  return app.evaluate(() => {
    globalThis.loopDelay?.disable()
    return (globalThis.loopDelay?.max ?? 0) / 1e6
  })
}

async function profile(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'understudy-bench-'))
  await writeFile(join(dir, 'settings.json'), JSON.stringify({ firstRunDone: true }))
  return dir
}
