import type { ChildProcess } from 'node:child_process'
import { isOurProcess } from './own-sound/our-process.ts'
import { OwnSoundRemover } from './own-sound/own-sound-remover.ts'
import { pactl, recordPulse, watchPulse } from './pulse-tools.ts'

export interface Player {
  pid: number
  /** Name of its program, without the folder. */
  binary: string
}

interface Stream extends Player {
  index: number
  sink: number
  corked: boolean
}

/**
 * Takes what this app plays out of a sink's monitor. The sound server gives each stream by itself as well, on the same clock
 * and with the same gaps, so nothing has to be guessed; what anybody hears does not change.
 */
export class PulseOwnSound {
  private readonly recorders = new Map<number, { child: ChildProcess; remover: OwnSoundRemover }>()
  private watch: ChildProcess | null = null
  private looking = false
  private lookAgain = false

  /**
   * @param isOurs whether a stream's player is part of this app
   * @param onSound what the others play, and the whole
   */
  constructor(
    private readonly sink: { name: string; index: number },
    private readonly onSound: (samples: Float32Array, whole: Float32Array) => void,
    private readonly isOurs: (player: Player) => Promise<boolean> = isOurProcess,
  ) {}

  start(): void {
    this.watch = watchPulse((line) => {
      if (line.includes('sink-input')) void this.look()
    })
    void this.look()
  }

  /** What the monitor hears next. */
  heard(samples: Float32Array): void {
    this.pass([...this.recorders.values()].map(({ remover }) => remover), samples, samples)
  }

  stop(): void {
    this.watch?.kill()
    this.watch = null
    for (const index of [...this.recorders.keys()]) this.end(index)
  }

  /** Each takes out its own stream and passes the rest on. */
  private pass([first]: readonly OwnSoundRemover[], samples: Float32Array, whole: Float32Array): void {
    if (first) first.heard(samples, whole)
    else this.onSound(samples, whole)
  }

  /** Which streams are ours now? Asked once more if something changed meanwhile. */
  private async look(): Promise<void> {
    this.lookAgain = true
    if (this.looking) return
    this.looking = true
    try {
      while (this.lookAgain) {
        this.lookAgain = false
        await this.update()
      }
    } catch {
      // The sound server has gone, and the monitor's recorder says so.
    } finally {
      this.looking = false
    }
  }

  private async update(): Promise<void> {
    const all = streams(await pactl('list', 'sink-inputs')).filter(({ sink, corked }) => sink === this.sink.index && !corked)
    const ours = await Promise.all(all.map(async (stream) => ((await this.isOurs(stream)) ? [stream.index] : [])))
    if (!this.watch) return
    const wanted = new Set(ours.flat())
    for (const index of [...this.recorders.keys()]) if (!wanted.has(index)) this.end(index)
    for (const index of wanted) if (!this.recorders.has(index)) this.begin(index)
  }

  private begin(streamIndex: number): void {
    const remover = new OwnSoundRemover((samples, whole) => {
      const all = [...this.recorders.values()]
      this.pass(all.slice(all.findIndex((one) => one.remover === remover) + 1).map((one) => one.remover), samples, whole)
    })
    const child = recordPulse(this.sink.name, (samples) => remover.played(samples), { streamIndex })
    const ended = (): void => {
      if (this.recorders.get(streamIndex)?.child === child) this.end(streamIndex)
    }
    child.on('error', ended).on('exit', ended)
    this.recorders.set(streamIndex, { child, remover })
  }

  private end(streamIndex: number): void {
    const recorder = this.recorders.get(streamIndex)
    recorder?.child.kill()
    recorder?.remover.finish()
    this.recorders.delete(streamIndex)
  }
}

/** From `pactl list sink-inputs`. */
function streams(listed: string): Stream[] {
  return listed
    .split(/^Sink Input #/m)
    .slice(1)
    .map((entry) => {
      const first = (pattern: RegExp): string => pattern.exec(entry)?.[1] ?? ''
      return {
        index: Number.parseInt(entry, 10),
        sink: Number(first(/^\tSink: (\d+)$/m)),
        corked: first(/^\tCorked: (\w+)$/m) === 'yes',
        pid: Number(first(/^\t\tapplication\.process\.id = "(\d+)"$/m)),
        binary: first(/^\t\tapplication\.process\.binary = "(.+)"$/m),
      }
    })
}
