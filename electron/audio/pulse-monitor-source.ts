import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { promisify } from 'node:util'
import { CAPTURE_SAMPLE_RATE_HZ } from '../contract/audio.ts'
import { UnderstudyError } from '../contract/errors.ts'
import type { AudioEndReason, AudioSource } from './audio-source.ts'
import { int16ToFloat } from './pcm.ts'
import { PushSource } from './push-source.ts'

const run = promisify(execFile)
/** English words, whatever the desktop speaks: what the tools print is read. */
const environment = (): NodeJS.ProcessEnv => ({ ...process.env, LC_ALL: 'C' })
const ANSWER_WITHIN_MS = 3_000
/** The first sound of an idle output comes after up to two seconds. */
const FIRST_SOUND_WITHIN_MS = 5_000
/** After this much silence it is asked whether the machine plays elsewhere by now. */
const SILENT_MS = 3_000
const LATENCY_MS = 50

/**
 * What this machine plays, on Linux: the monitor of the default output, by PulseAudio's own recorder (PipeWire serves it
 * too). It follows when another output becomes the default.
 */
export class PulseMonitorSource implements AudioSource {
  private child: ChildProcess | null = null
  private frames: PushSource | null = null
  private description = 'System sound'
  private sink = ''
  private heardAtMs = 0
  private watch: NodeJS.Timeout | undefined

  get label(): string {
    return this.description
  }

  /** Whether a sound server answers and its recorder is installed. */
  static async isAvailable(): Promise<boolean> {
    try {
      await Promise.all([pactl('info'), run('parec', ['--version'], { timeout: ANSWER_WITHIN_MS })])
      return true
    } catch {
      return false
    }
  }

  async start(onFrame: (frame: Float32Array) => void, onEnd: (reason: AudioEndReason) => void): Promise<void> {
    this.stop()
    const sink = await defaultSink()
    this.sink = sink
    this.description = await describe(sink)
    this.frames = new PushSource(this.description)
    await this.frames.start(onFrame, onEnd)
    this.child = await this.record(sink, this.frames)
    this.heardAtMs = performance.now()
    this.watch = setInterval(() => void this.follow(), SILENT_MS)
  }

  stop(): void {
    this.finish('stopped')
  }

  private record(sink: string, frames: PushSource): Promise<ChildProcess> {
    const format = ['--format=s16le', `--rate=${CAPTURE_SAMPLE_RATE_HZ}`, '--channels=1', `--latency-msec=${LATENCY_MS}`, '--raw']
    const child = spawn('parec', [`--device=${sink}.monitor`, ...format, '--client-name=Understudy'], { env: environment(), stdio: ['ignore', 'pipe', 'ignore'] })
    let rest: Buffer = Buffer.alloc(0)
    return new Promise((resolve, reject) => {
      const fail = (): void => reject(unavailable())
      const timeout = setTimeout(() => {
        child.kill()
        fail()
      }, FIRST_SOUND_WITHIN_MS)
      child.once('error', fail)
      child.once('exit', () => {
        clearTimeout(timeout)
        fail()
        if (this.child === child) this.finish('device_lost')
      })
      child.stdout?.once('data', () => {
        clearTimeout(timeout)
        resolve(child)
      })
      child.stdout?.on('data', (chunk: Buffer) => {
        const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
        const whole = bytes.length & ~1
        rest = bytes.subarray(whole)
        const samples = samplesOf(bytes.subarray(0, whole))
        if (samples.some((sample) => sample !== 0)) this.heardAtMs = performance.now()
        frames.push(int16ToFloat(samples))
      })
    })
  }

  /** Silent here: does it play on another output? Then that one is recorded, after a moment's loss. */
  private async follow(): Promise<void> {
    if (performance.now() - this.heardAtMs < SILENT_MS) return
    const { child } = this
    const sink = await defaultSink().catch(() => this.sink)
    if (sink !== this.sink && child !== null && this.child === child) this.finish('device_lost')
  }

  private finish(reason: AudioEndReason): void {
    clearInterval(this.watch)
    const { child, frames } = this
    this.child = null
    this.frames = null
    child?.kill()
    frames?.end(reason)
  }
}

async function defaultSink(): Promise<string> {
  try {
    const sink = /^Default Sink: (.+)$/m.exec(await pactl('info'))?.[1]
    if (sink) return sink
  } catch {
    // Told below, in words.
  }
  throw unavailable()
}

/** As the sound settings call it. */
async function describe(sink: string): Promise<string> {
  const listed = await pactl('list', 'sinks').catch(() => '')
  const own = listed.split(/^Sink #/m).find((entry) => entry.includes(`\tName: ${sink}\n`))
  return /^\tDescription: (.+)$/m.exec(own ?? '')?.[1] ?? sink
}

async function pactl(...parameters: string[]): Promise<string> {
  const { stdout } = await run('pactl', parameters, { env: environment(), timeout: ANSWER_WITHIN_MS })
  return stdout
}

function samplesOf(bytes: Buffer): Int16Array {
  // A chunk may begin at an odd address.
  const copy = new Uint8Array(bytes)
  return new Int16Array(copy.buffer, 0, copy.length >> 1)
}

function unavailable(): UnderstudyError {
  return new UnderstudyError('audio_no_device', 'The sound of this machine cannot be captured here: install pulseaudio-utils, and see that a sound server runs.', { retryable: true })
}
