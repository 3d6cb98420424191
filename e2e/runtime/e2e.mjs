/** `npm run e2e`: preflight, build, Playwright on the real app. Arguments are passed on to Playwright. */
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
  try {
    await ensureTestTools()
    await ensureBuilt()
    const { code } = await run(process.execPath, [PLAYWRIGHT, 'test', '--config', CONFIG, ...args], {
      cwd: repositoryRoot,
      env,
      inherit: true,
    })
    return code
  } finally {
    stopDisplay()
  }
}

if (process.argv[1] === import.meta.filename) {
  runE2e(process.argv.slice(2)).then((code) => process.exit(code), fail)
}
