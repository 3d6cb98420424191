import type { ChildProcess } from 'node:child_process'
import { UnderstudyError } from '../contract/errors.ts'
import type { AudioEndReason, AudioSource, OnFrame } from './audio-source.ts'
import { PulseOwnSound, type Player } from './pulse-own-sound.ts'
import { hasPulse, pactl, recordPulse } from './pulse-tools.ts'
import { PushSource } from './push-source.ts'

/** The first sound of an idle output comes after up to two seconds. */
const FIRST_SOUND_WITHIN_MS = 5_000
/** After this much silence it is asked whether the machine plays elsewhere by now. */
const SILENT_MS = 3_000

/**
 * What this machine plays, on Linux: the monitor of the default output, by PulseAudio's own recorder (PipeWire serves it
 * too), without what this app plays itself. It follows when another output becomes the default.
 */
export class PulseMonitorSource implements AudioSource {
  private child: ChildProcess | null = null
  private frames: PushSource | null = null
  private own: PulseOwnSound | null = null
  private description = 'System sound'
  private sink = ''
  private heardAtMs = 0
  private watch: NodeJS.Timeout | undefined

  /** @param options.isOurs which players are part of this app; without it, its own processes */
  constructor(private readonly options: { isOurs?: (player: Player) => Promise<boolean> } = {}) {}

  get label(): string {
    return this.description
  }

  /** Whether a sound server answers and its recorder is installed. */
  static isAvailable(): Promise<boolean> {
    return hasPulse()
  }

  async start(onFrame: OnFrame, onEnd: (reason: AudioEndReason) => void): Promise<void> {
    this.stop()
    const sink = await defaultSink()
    const { index, description } = await describe(sink)
    this.sink = sink
    this.description = description
    const frames = new PushSource(description)
    const own = new PulseOwnSound({ name: sink, index }, (samples, whole) => frames.push(samples, whole), this.options.isOurs)
    this.frames = frames
    this.own = own
    await frames.start(onFrame, onEnd)
    this.child = await this.record(sink, own)
    if (this.own === own) own.start()
    this.heardAtMs = performance.now()
    this.watch = setInterval(() => void this.follow(), SILENT_MS)
  }

  stop(): void {
    this.finish('stopped')
  }

  private record(sink: string, own: PulseOwnSound): Promise<ChildProcess> {
    const child = recordPulse(sink, (samples) => {
      if (samples.some((sample) => sample !== 0)) this.heardAtMs = performance.now()
      own.heard(samples)
    })
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
    const { child, frames, own } = this
    this.child = null
    this.frames = null
    this.own = null
    child?.kill()
    own?.stop()
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

/** Its number, and what the sound settings call it. */
async function describe(sink: string): Promise<{ index: number; description: string }> {
  const listed = await pactl('list', 'sinks').catch(() => '')
  const own = listed.split(/^Sink #/m).find((entry) => entry.includes(`\tName: ${sink}\n`)) ?? ''
  return { index: Number.parseInt(own, 10), description: /^\tDescription: (.+)$/m.exec(own)?.[1] ?? sink }
}

function unavailable(): UnderstudyError {
  return new UnderstudyError('audio_no_device', 'The sound of this machine cannot be captured here: install pulseaudio-utils, and see that a sound server runs.', { retryable: true })
}
