import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from './paths.mjs'
import { run } from './processes.mjs'
import { PreflightError } from './report.mjs'

const SOURCES = [
  'electron',
  'renderer',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
]
const STAMP = join(repositoryRoot, 'out', '.built')

/** Latest change below a path. Folders count too: a deleted file changes nothing else. */
const newestMs = (path) => {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return 0
  if (!stats.isDirectory()) return stats.mtimeMs
  return readdirSync(path).reduce(
    (newest, name) => Math.max(newest, newestMs(join(path, name))),
    stats.mtimeMs,
  )
}

export const isBuilt = () => {
  const stamp = statSync(STAMP, { throwIfNoEntry: false })
  return (
    stamp !== undefined && SOURCES.every((source) => newestMs(join(repositoryRoot, source)) <= stamp.mtimeMs)
  )
}

/** Builds out/ unless it is newer than every source. */
export const ensureBuilt = async ({ inherit = false } = {}) => {
  if (isBuilt()) return
  const startedAt = new Date()
  const built = await run(
    process.execPath,
    [join(repositoryRoot, 'node_modules/electron-vite/bin/electron-vite.js'), 'build'],
    {
      cwd: repositoryRoot,
      inherit,
    },
  )
  if (built.code !== 0)
    throw new PreflightError(`${built.output}\nThe build failed; the lines above say where.`.trim())
  // Stamped with the start: a file saved during the build is newer than what was built from it.
  writeFileSync(STAMP, '')
  utimesSync(STAMP, startedAt, startedAt)
}
