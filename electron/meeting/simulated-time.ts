import { setImmediate as nextTurn } from 'node:timers/promises'
import type { AudioEndReason, AudioSource } from '../audio/audio-source.ts'
import type { SpeechDetector } from '../audio/silero.ts'
import { CAPTURE_FRAME_MS, CAPTURE_FRAME_SAMPLES } from '../contract/audio.ts'
import type { MeetingTime } from './meeting-time.ts'
import type { MeetingTranscriber } from './transcription-desk.ts'

/**
 * A meeting from recordings, as quickly as the machine can. Its clock is simulated: sound arrives frame by frame as a
 * device would deliver it, and every transcription takes as long on that clock as it took in truth. So lag and load come
 * out as in real time on this machine, but for what else would compete for its cores: detector, recording and window.
 */
export class SimulatedTime implements MeetingTime {
  private elapsedMs = 0
  private readonly timers = new Set<{ everyMs: number; nextMs: number; callback: () => void }>()
  private readonly sleepers = new Set<{ untilMs: number; wake: () => void }>()
  private readonly sources: SimulatedSource[] = []
  /** Real work under way, for which the clock waits. */
  private busy = 0
  private idle: (() => void) | null = null

  nowMs(): number {
    return this.elapsedMs
  }

  every(everyMs: number, callback: () => void): () => void {
    const timer = { everyMs, nextMs: this.elapsedMs + everyMs, callback }
    this.timers.add(timer)
    return () => this.timers.delete(timer)
  }

  pause(): void {
    // Between frames nothing moves anyway.
  }

  resume(): void {
    // As above.
  }

  /** @param samples mono, 16 kHz */
  source(samples: Float32Array, label: string): AudioSource {
    const source = new SimulatedSource(samples, label)
    this.sources.push(source)
    return source
  }

  detector(vad: SpeechDetector): SpeechDetector {
    return { process: (frame) => this.during(() => vad.process(frame)), reset: () => vad.reset() }
  }

  transcriber(real: MeetingTranscriber): MeetingTranscriber {
    return {
      transcribe: async (samples, options) => {
        const startMs = this.elapsedMs
        const { result, tookMs } = await this.timed(() => real.transcribe(samples, options))
        await this.until(startMs + tookMs)
        return result
      },
    }
  }

  /** Work which the clock waits for without moving. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.busy++
    try {
      return await work()
    } finally {
      if (--this.busy === 0) this.idle?.()
    }
  }

  /** Plays the recordings to the end of the longest. */
  async play(): Promise<void> {
    while (this.sources.some((source) => !source.finished)) await this.step()
    await this.settle()
  }

  /** Lets the clock run on, nothing being played, until `done` settles. */
  async runUntil<T>(done: Promise<T>): Promise<T> {
    let settled = false
    const watched = done.finally(() => (settled = true))
    watched.catch(() => undefined)
    while (!settled) await this.step()
    return watched
  }

  /** Lets the clock run on for `durationMs`. */
  async runFor(durationMs: number): Promise<void> {
    for (const untilMs = this.elapsedMs + durationMs; this.elapsedMs < untilMs; ) await this.step()
  }

  private async step(): Promise<void> {
    await this.settle()
    this.elapsedMs += CAPTURE_FRAME_MS
    for (const sleeper of this.sleepers) {
      if (sleeper.untilMs > this.elapsedMs) continue
      this.sleepers.delete(sleeper)
      sleeper.wake()
    }
    for (const source of this.sources) source.deliver()
    for (const timer of this.timers) {
      if (timer.nextMs > this.elapsedMs) continue
      timer.nextMs += timer.everyMs
      timer.callback()
    }
  }

  /** Resolves when everything that this frame set off has been done, or waits on the clock. */
  private async settle(): Promise<void> {
    do {
      if (this.busy > 0) await new Promise<void>((resolve) => (this.idle = resolve))
      this.idle = null
      await nextTurn()
    } while (this.busy > 0)
  }

  private async timed<T>(work: () => Promise<T>): Promise<{ result: T; tookMs: number }> {
    return this.during(async () => {
      const startMs = performance.now()
      const result = await work()
      return { result, tookMs: performance.now() - startMs }
    })
  }

  private until(untilMs: number): Promise<void> {
    return new Promise((wake) => this.sleepers.add({ untilMs, wake }))
  }
}

class SimulatedSource implements AudioSource {
  private onFrame: ((frame: Float32Array) => void) | null = null
  private onEnd: ((reason: AudioEndReason) => void) | null = null
  private at = 0

  constructor(
    private readonly samples: Float32Array,
    readonly label: string,
  ) {}

  get finished(): boolean {
    return this.at >= this.samples.length
  }

  start(onFrame: (frame: Float32Array) => void, onEnd: (reason: AudioEndReason) => void): Promise<void> {
    this.onFrame = onFrame
    this.onEnd = onEnd
    return Promise.resolve()
  }

  stop(): void {
    this.end('stopped')
  }

  deliver(): void {
    if (this.finished || !this.onFrame) return
    const frame = new Float32Array(CAPTURE_FRAME_SAMPLES)
    frame.set(this.samples.subarray(this.at, this.at + CAPTURE_FRAME_SAMPLES))
    this.at += CAPTURE_FRAME_SAMPLES
    this.onFrame(frame)
    if (this.finished) this.end('finished')
  }

  private end(reason: AudioEndReason): void {
    const { onEnd } = this
    this.onFrame = null
    this.onEnd = null
    onEnd?.(reason)
  }
}
