import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const TOOLS = ['pulseaudio', 'pactl', 'paplay', 'parec'] as const

/** Why there can be no sound server of one's own here; null where there can. */
export function soundServerProblem(): string | null {
  if (process.platform !== 'linux') return 'Both sides of a meeting are tested where PulseAudio gives a microphone and a loudspeaker of its own: on Linux.'
  const missing = TOOLS.filter((tool) => spawnSync('which', [tool]).status !== 0)
  return missing.length > 0 ? `${missing.join(', ')} missing: apt-get install pulseaudio pulseaudio-utils.` : null
}

/** What is played into `loudspeaker` the machine plays; what is played into `microphone` somebody says beside it. */
type Place = 'loudspeaker' | 'microphone'

/** A sound server with one loudspeaker that nobody hears and one microphone; apps started with `env` have these two. */
export class SoundServer {
  readonly env: Record<string, string>

  private constructor(
    private readonly folder: string,
    private readonly server: ChildProcess,
  ) {
    this.env = { PULSE_SERVER: `unix:${folder}/native` }
  }

  /** @param options.echo the microphone hears the loudspeaker, 60 ms late and 13 dB softer */
  static async start({ echo = false } = {}): Promise<SoundServer> {
    const folder = await mkdtemp(join(tmpdir(), 'understudy-sound-'))
    const modules = [
      'module-null-sink sink_name=loudspeaker rate=48000',
      'module-null-sink sink_name=microphone rate=48000',
      // Chromium lists no monitors among its microphones.
      'module-remap-source master=microphone.monitor source_name=desk source_properties=device.description=Desk',
      `module-native-protocol-unix socket=${folder}/native auth-anonymous=1`,
      ...(echo ? ['module-loopback source=loudspeaker.monitor sink=microphone latency_msec=60 adjust_time=0 source_dont_move=1 sink_dont_move=1'] : []),
    ]
    const process_ = spawn('pulseaudio', ['-n', '--daemonize=no', '--use-pid-file=no', '--exit-idle-time=-1', ...modules.map((module) => `--load=${module}`)], { stdio: 'ignore' })
    const server = new SoundServer(folder, process_)
    for (let tries = 0; tries < 100; tries++) {
      if (server.tell('info') && server.tell('set-default-sink', 'loudspeaker') && server.tell('set-default-source', 'desk') && (!echo || server.soften())) return server
      await delay(100)
    }
    await server.stop()
    throw new Error('PulseAudio did not start')
  }

  /** Plays a WAV file to its end. */
  async play(wavPath: string, place: Place): Promise<void> {
    const player = spawn('paplay', [`--device=${place}`, wavPath], { env: { ...process.env, ...this.env }, stdio: 'ignore' })
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

  /** The only thing that plays into the microphone yet is the echo. */
  private soften(): boolean {
    const { stdout } = spawnSync('pactl', ['list', 'short', 'sink-inputs'], { env: { ...process.env, ...this.env }, encoding: 'utf8' })
    const id = stdout.split('\t')[0]
    return Boolean(id) && this.tell('set-sink-input-volume', id!, '60%')
  }

  private tell(...command: string[]): boolean {
    return spawnSync('pactl', command, { env: { ...process.env, ...this.env } }).status === 0
  }
}
