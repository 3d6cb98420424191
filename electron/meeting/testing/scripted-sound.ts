import type { AudioEndReason, AudioSource } from '../../audio/audio-source.ts'
import type { SpeechDetector } from '../../audio/silero.ts'
import { CAPTURE_FRAME_SAMPLES } from '../../contract/audio.ts'
import type { MeetingTime } from '../meeting-time.ts'
import type { MeetingTranscriber } from '../transcription-desk.ts'

/** A time that tests move by hand, 32 ms a step; nothing in it waits for real. */
export class HandTime implements MeetingTime {
  private elapsedMs = 0
  /** Goes on in a pause, as the work of engines does. */
  private workedMs = 0
  private paused = false
  private readonly timers = new Set<{ everyMs: number; nextMs: number; callback: () => void }>()
  private readonly onStep = new Set<() => void>()

  nowMs(): number {
    return this.elapsedMs
  }

  every(everyMs: number, callback: () => void): () => void {
    const timer = { everyMs, nextMs: this.elapsedMs + everyMs, callback }
    this.timers.add(timer)
    return () => this.timers.delete(timer)
  }

  pause(): void {
    this.paused = true
  }

  resume(): void {
    this.paused = false
  }

  eachStep(callback: () => void): () => void {
    this.onStep.add(callback)
    return () => this.onStep.delete(callback)
  }

  after(delayMs: number): Promise<void> {
    const untilMs = this.workedMs + delayMs
    return new Promise((resolve) => {
      const end = this.eachStep(() => {
        if (this.workedMs < untilMs) return
        end()
        resolve()
      })
    })
  }

  async pass(durationMs: number): Promise<void> {
    for (let passed = 0; passed < durationMs; passed += 32) {
      this.workedMs += 32
      if (!this.paused) this.elapsedMs += 32
      for (const callback of [...this.onStep]) callback()
      for (const timer of this.timers) {
        if (this.paused || timer.nextMs > this.elapsedMs) continue
        timer.nextMs += timer.everyMs
        timer.callback()
      }
      // Everything that the step set off, promises of promises included.
      for (let k = 0; k < 4; k++) await new Promise((resolve) => setImmediate(resolve))
    }
  }
}

/** Hears speech wherever there is more than the noise of the room. */
export class LoudnessDetector implements SpeechDetector {
  process(frame: Float32Array): Promise<number> {
    return Promise.resolve(Math.abs(frame[0]!) > 0.05 ? 0.95 : 0.02)
  }

  reset(): void {
    // It remembers nothing.
  }
}

const ROOM = 0.001
const LEVELS = 400

/** A device whose sound tests write: each text is a level, so that `LevelTranscriber` can read it. */
export class ScriptedSource implements AudioSource {
  label = 'Scripted'
  startError: Error | null = null
  starts = 0
  private onFrame: ((frame: Float32Array) => void) | null = null
  private onEnd: ((reason: AudioEndReason) => void) | null = null
  private speech: { level: number; frames: number }[] = []
  /** Exact zeros instead of a room. */
  muted = false
  /** Open, and delivers nothing. */
  stalled = false

  constructor(time: HandTime) {
    time.eachStep(() => this.deliver())
  }

  start(onFrame: (frame: Float32Array) => void, onEnd: (reason: AudioEndReason) => void): Promise<void> {
    this.starts++
    if (this.startError) return Promise.reject(this.startError)
    this.onFrame = onFrame
    this.onEnd = onEnd
    return Promise.resolve()
  }

  stop(): void {
    this.end('stopped')
  }

  end(reason: AudioEndReason): void {
    const { onEnd } = this
    this.onFrame = null
    this.onEnd = null
    onEnd?.(reason)
  }

  get open(): boolean {
    return this.onFrame !== null
  }

  say(level: number, durationMs: number): void {
    this.speech.push({ level, frames: Math.round(durationMs / 32) })
  }

  private deliver(): void {
    if (!this.onFrame || this.stalled) return
    const [now] = this.speech
    const value = now ? 0.1 + now.level / LEVELS : this.muted ? 0 : ROOM
    if (now && --now.frames === 0) this.speech.shift()
    this.onFrame(new Float32Array(CAPTURE_FRAME_SAMPLES).fill(value))
  }
}

/** Reads the levels of a `ScriptedSource` as texts; of speech cut short as many words as were heard. */
export class LevelTranscriber implements MeetingTranscriber {
  calls = 0
  aborted = 0
  failures = 0

  constructor(
    private readonly time: HandTime,
    private readonly texts: readonly string[],
    public tookMs = 0,
    private readonly wordMs = 250,
  ) {}

  async transcribe(samples: Float32Array, { signal }: { signal?: AbortSignal }): Promise<{ text: string }> {
    this.calls++
    if (this.tookMs > 0) await this.time.after(this.tookMs)
    if (signal?.aborted) this.aborted++
    signal?.throwIfAborted()
    if (this.failures > 0) {
      this.failures--
      throw new Error('gone')
    }
    const heardMs = new Map<number, number>()
    for (let at = 0; at < samples.length; at += CAPTURE_FRAME_SAMPLES) {
      const level = Math.round((samples[at]! - 0.1) * LEVELS)
      if (samples[at]! > 0.05) heardMs.set(level, (heardMs.get(level) ?? 0) + 32)
    }
    return { text: [...heardMs].map(([level, ms]) => (this.texts[level] ?? '').split(' ').slice(0, Math.ceil(ms / this.wordMs)).join(' ')).join(' ') }
  }
}
