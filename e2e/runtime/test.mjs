/** `npm test`: everything that has to hold, in the order in which it is cheapest to fail; a plain count at the end. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runE2e } from './e2e.mjs'
import { repositoryRoot } from './paths.mjs'
import { preflight } from './preflight.mjs'
import { run } from './processes.mjs'
import { PreflightError, say } from './report.mjs'
import { ensureTestTools } from './system-packages.mjs'

const RESULTS = join(repositoryRoot, 'test-results')
const UNIT_RESULTS = join(RESULTS, 'unit.json')
const E2E_RESULTS = join(RESULTS, 'e2e.json')

const node = async (program, args) =>
  (
    await run(process.execPath, [join(repositoryRoot, 'node_modules', program), ...args], {
      cwd: repositoryRoot,
      inherit: true,
    })
  ).code === 0

const readJson = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

/** A step is one check; where a reporter counts its tests, they count instead. A step that failed without any adds one. */
const tally = { passed: 0, failed: 0 }
const count = (ok, counts) => {
  tally.passed += counts?.passed ?? (ok ? 1 : 0)
  tally.failed += counts?.failed ?? 0
  if (!ok && !counts?.failed) tally.failed += 1
}

const unitCounts = () => {
  const report = readJson(UNIT_RESULTS)
  return report && { passed: report.numPassedTests, failed: report.numFailedTests }
}
const e2eCounts = () => {
  const stats = readJson(E2E_RESULTS)?.stats
  return stats && { passed: stats.expected + stats.flaky, failed: stats.unexpected }
}

const steps = [
  {
    name: 'Preflight',
    run: async () => {
      await ensureTestTools()
      return (await preflight()).stopDisplay() ?? true
    },
  },
  { name: 'Types', run: () => node('typescript/bin/tsc', ['--noEmit', '-p', 'tsconfig.json']) },
  { name: 'Lint', run: () => node('eslint/bin/eslint.js', ['.', '--max-warnings', '0']) },
  {
    name: 'Unit tests',
    run: () =>
      node('vitest/vitest.mjs', [
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${UNIT_RESULTS}`,
      ]),
    counts: unitCounts,
  },
  { name: 'Build and end-to-end tests', run: async () => (await runE2e()) === 0, counts: e2eCounts },
]

rmSync(RESULTS, { recursive: true, force: true })
mkdirSync(RESULTS, { recursive: true })
for (const step of steps) {
  say(`\n${step.name}`)
  let ok = false
  try {
    ok = await step.run()
  } catch (error) {
    say(error instanceof PreflightError ? error.message : String(error?.stack ?? error))
  }
  count(ok, step.counts?.())
}
process.stdout.write(`${tally.passed} passed, ${tally.failed} failed\n`, () =>
  process.exit(tally.failed === 0 ? 0 : 1),
)
