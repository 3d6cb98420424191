/** `npm run e2e`: preflight, build, Playwright on the real app. Arguments are passed on to Playwright. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { repositoryRoot } from './paths.mjs'
import { preflight } from './preflight.mjs'
import { run } from './processes.mjs'
import { fail } from './report.mjs'
import { ensureTestTools } from './system-packages.mjs'

const PLAYWRIGHT = join(repositoryRoot, 'node_modules/playwright/cli.js')
const CONFIG = join(repositoryRoot, 'e2e/playwright.config.ts')

export const runE2e = async (args = []) => {
  const { env, stopDisplay } = await preflight()
  // Whatever a killed app, Chromium or Playwright leaves behind lies here, and goes with it.
  const TMPDIR = mkdtempSync(join(tmpdir(), 'understudy-'))
  try {
    await ensureTestTools()
    await ensureBuilt()
    const { code } = await run(process.execPath, [PLAYWRIGHT, 'test', '--config', CONFIG, ...args], {
      cwd: repositoryRoot,
      env: { ...env, TMPDIR },
      inherit: true,
    })
    return code
  } finally {
    stopDisplay()
    rmSync(TMPDIR, { recursive: true, force: true, maxRetries: 3 })
  }
}

if (process.argv[1] === import.meta.filename) {
  runE2e(process.argv.slice(2)).then((code) => process.exit(code), fail)
}
