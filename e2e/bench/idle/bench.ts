import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ensureBuilt } from '../../runtime/build.mjs'
import { repositoryRoot } from '../../runtime/paths.mjs'
import { preflight } from '../../runtime/preflight.mjs'
import { endGroup } from '../../runtime/processes.mjs'
import { summarise, type Measurement } from '../statistics.ts'

/** The face is alive by then, and what starts late has started. */
const STARTED_MS = 20_000
const PLAN = { settleMs: 15_000, stretchMs: 5_000, stretches: 8 }

interface Report {
  visibility: string
  shown: Record<string, number>
  hidden: Record<string, number>[]
}

/** What the app costs while its window is hidden and nobody talks. */
export async function benchIdle(note: (line: string) => void): Promise<Measurement[]> {
  await ensureBuilt()
  const { visibility, shown, hidden } = await measure()
  if (visibility !== 'hidden') throw new Error(`The hidden window says that it is ${visibility}.`)
  note(`  shown: ${words(shown)}`)
  for (const stretch of hidden) note(`  hidden: ${words(stretch)}`)
  const on = `all processes of the app, of one core, ${PLAN.stretchMs / 1000} s each`
  return [
    summarise('idle.hidden_cpu', '%', hidden.map(total), '≤ 1', on),
    summarise('idle.shown_cpu', '%', [total(shown)], '–', 'the same with the face at rest on screen, software GL'),
  ]
}

async function measure(): Promise<Report> {
  const { runtime, args, env, stopDisplay } = await preflight()
  const profile = await mkdtemp(join(tmpdir(), 'understudy-bench-'))
  await writeFile(join(profile, 'settings.json'), JSON.stringify({ firstRunDone: true }))
  const hook = join(repositoryRoot, 'e2e/bench/idle/hidden-app.cjs')
  const child = spawn(runtime.executablePath, ['-r', hook, ...args, repositoryRoot, `--user-data-dir=${profile}`], {
    cwd: repositoryRoot,
    env,
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  try {
    const message = <T>(): Promise<T> =>
      new Promise((resolve, reject) => {
        child.once('message', (value) => resolve(value as T))
        child.once('exit', (code) => reject(new Error(`The app ended with ${code} while it was measured.`)))
      })
    await message()
    await delay(STARTED_MS)
    const report = message<Report>()
    child.send(PLAN)
    return await report
  } finally {
    child.removeAllListeners('exit')
    await endGroup(child.pid)
    stopDisplay()
    await rm(profile, { recursive: true, force: true, maxRetries: 3 })
  }
}

function total(stretch: Record<string, number>): number {
  return Object.values(stretch).reduce((sum, share) => sum + share, 0)
}

function words(stretch: Record<string, number>): string {
  return Object.entries(stretch).map(([type, share]) => `${type} ${share.toFixed(1)} %`).join(', ')
}
