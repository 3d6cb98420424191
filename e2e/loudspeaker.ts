import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const TOOLS = ['pulseaudio', 'pactl', 'paplay'] as const

/** Why there can be no loudspeaker of one's own here; null where there can. */
export function loudspeakerProblem(): string | null {
  if (process.platform !== 'linux') return 'What the machine plays is tested where PulseAudio makes a loudspeaker of its own: on Linux.'
  const missing = TOOLS.filter((tool) => spawnSync('which', [tool]).status !== 0)
  return missing.length > 0 ? `${missing.join(', ')} missing: apt-get install pulseaudio pulseaudio-utils.` : null
}

/** A sound server with one loudspeaker that nobody hears, and its monitor; apps started with `env` play and record there. */
export class Loudspeaker {
  readonly env: Record<string, string>

  private constructor(
    private readonly folder: string,
    private readonly server: ChildProcess,
  ) {
    this.env = { PULSE_SERVER: `unix:${folder}/native` }
  }

  static async start(): Promise<Loudspeaker> {
    const folder = await mkdtemp(join(tmpdir(), 'understudy-sound-'))
    const modules = ['module-null-sink sink_name=loudspeaker', `module-native-protocol-unix socket=${folder}/native auth-anonymous=1`]
    const server = spawn('pulseaudio', ['-n', '--daemonize=no', '--use-pid-file=no', '--exit-idle-time=-1', ...modules.map((module) => `--load=${module}`)], { stdio: 'ignore' })
    const loudspeaker = new Loudspeaker(folder, server)
    for (let tries = 0; tries < 100; tries++) {
      if (spawnSync('pactl', ['info'], { env: { ...process.env, ...loudspeaker.env } }).status === 0) return loudspeaker
      await delay(100)
    }
    await loudspeaker.stop()
    throw new Error('PulseAudio did not start')
  }

  /** Plays a WAV file to its end. */
  async play(wavPath: string): Promise<void> {
    const player = spawn('paplay', [wavPath], { env: { ...process.env, ...this.env }, stdio: 'ignore' })
    const [code] = (await once(player, 'exit')) as [number | null]
    if (code !== 0) throw new Error(`paplay ended with ${code}`)
  }

  async stop(): Promise<void> {
    if (this.server.exitCode === null && this.server.signalCode === null) {
      const ended = once(this.server, 'exit')
      this.server.kill()
      await ended
    }
    await rm(this.folder, { recursive: true, force: true })
  }
}
