import { spawnSync } from 'node:child_process'
import { isOnPath, isRoot, run } from './processes.mjs'
import { PreflightError, say } from './report.mjs'

/** Debian names of what Electron links to, and of what the global hold key (libuiohook) links to. */
const LIBRARY_PACKAGES = [
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libxss1',
  'libatk-bridge2.0-0',
  'libatspi2.0-0',
  'libcups2',
  'libdrm2',
  'libxkbcommon0',
  'libxcomposite1',
  'libxdamage1',
  'libxfixes3',
  'libxrandr2',
  'libxtst6',
  'libxt6',
]

/** Debian 13 and Ubuntu 24.04 renamed some of them; both names exist nowhere at once. */
const nameHere = (name) =>
  spawnSync('apt-cache', ['show', '--no-all-versions', `${name}t64`], { stdio: 'ignore' }).status === 0
    ? `${name}t64`
    : name

const aptInstall = (packages) =>
  run(
    'apt-get',
    ['install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', ...packages.map(nameHere)],
    {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    },
  )

/** Installs as root on a Debian-like system; otherwise throws the one command a person has to run. */
const installOrExplain = async (what, packages) => {
  if (!isOnPath('apt-get')) {
    throw new PreflightError(
      `${what}: install what Debian calls ${packages.join(' ')} with this system's package manager.`,
    )
  }
  if (!isRoot()) {
    throw new PreflightError(`${what}; run: sudo apt-get install -y ${packages.map(nameHere).join(' ')}`)
  }
  say(`${what}; installing ${packages.join(' ')}.`)
  if ((await aptInstall(packages)).code === 0) return
  // A fresh container has no package lists at all.
  await run('apt-get', ['update', '-o', 'Acquire::Retries=1'])
  const second = await aptInstall(packages)
  if (second.code !== 0) {
    const reason = second.output.split('\n').findLast((line) => line.startsWith('E:')) ?? 'apt-get failed'
    throw new PreflightError(
      `${what} and could not be installed (${reason.replace(/^E:\s*/, '')}); connect to the network and start again.`,
    )
  }
}

/** Names of shared libraries that the loader does not find for a binary. */
export const missingLibraries = (binary) => {
  const { stdout } = spawnSync('ldd', [binary], { encoding: 'utf8' })
  return [...(stdout ?? '').matchAll(/^\s*(\S+) => not found/gm)]
    .map(([, name]) => name)
    .filter((name) => name !== 'libffmpeg.so')
}

/** Makes sure that the loader finds every library of these binaries. Linux only. */
export const ensureLibraries = async (binaries) => {
  const missing = () => [...new Set(binaries.flatMap(missingLibraries))]
  const before = missing()
  if (before.length === 0) return
  await installOrExplain(
    `This system lacks ${before.length === 1 ? 'a library' : 'libraries'} that Electron needs (${before.slice(0, 3).join(', ')}${before.length > 3 ? ', …' : ''})`,
    LIBRARY_PACKAGES,
  )
  const after = missing()
  if (after.length > 0)
    throw new PreflightError(
      `Electron still lacks ${after.join(', ')}; install the packages that hold them and start again.`,
    )
}

/** Programs that the tests use, and Debian's packages of them: keys are pressed, sound is played, calls are watched. */
const TEST_TOOLS = {
  xdotool: 'xdotool',
  pulseaudio: 'pulseaudio',
  pactl: 'pulseaudio-utils',
  strace: 'strace',
}

export const ensureTestTools = async () => {
  if (process.platform !== 'linux') return
  const missing = Object.keys(TEST_TOOLS).filter((tool) => !isOnPath(tool))
  if (missing.length > 0)
    await installOrExplain(`The tests use ${missing.join(', ')}`, [...new Set(missing.map((tool) => TEST_TOOLS[tool]))])
}

export const ensureXvfb = async () => {
  if (!isOnPath('Xvfb')) await installOrExplain('There is no display and no virtual one', ['xvfb'])
}
