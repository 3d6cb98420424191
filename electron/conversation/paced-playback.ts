import type { AnimationFrame } from '../contract/animation.ts'
import type { HushLevel, PlaybackReport } from '../contract/audio.ts'
import type { Clock, Playback } from './ports.ts'
import { firstAudibleSample } from './trim-leading-silence.ts'

const TICK_MS = 20
const POSITION_EVERY_MS = 100

export interface PlayedAnswer {
  turnId: string
  sampleRateHz: number
  /** What was really heard of it. */
  pcm: Int16Array
}

interface Playing {
  turnId: string
  sampleRateHz: number
  chunks: { startMs: number; pcm: Int16Array }[]
  durationMs: number | null
  /** Of the answer, at `sinceMs`. */
  positionMs: number
  /** Epoch ms from which the position moves on; null while it stands. */
  sinceMs: number | null
  audible: boolean
  seen: boolean
  reportedMs: number
}

/** A loudspeaker without a device: plays at the pace of the clock, can be interrupted, and keeps what was heard. */
export class PacedPlayback implements Playback {
  readonly answers: PlayedAnswer[] = []
  /** Epoch ms at which somebody made it fall silent. */
  readonly silencedAtMs: number[] = []
  private playing: Playing | null = null
  private readonly listeners = new Set<(report: PlaybackReport) => void>()
  private readonly timer: NodeJS.Timeout

  constructor(private readonly clock: Clock) {
    this.timer = setInterval(() => this.tick(), TICK_MS)
  }

  begin(turnId: string, sampleRateHz: number): void {
    this.playing = { turnId, sampleRateHz, chunks: [], durationMs: null, positionMs: 0, sinceMs: null, audible: false, seen: false, reportedMs: 0 }
  }

  audio(turnId: string, startMs: number, pcm: Int16Array): void {
    const { playing } = this
    if (playing?.turnId !== turnId) return
    playing.chunks.push({ startMs, pcm })
    if (playing.chunks.length === 1) playing.sinceMs = this.clock.nowMs()
    const silent = firstAudibleSample(pcm)
    if (playing.audible || silent === pcm.length) return
    playing.audible = true
    const fromNowMs = Math.max(0, startMs + (silent / playing.sampleRateHz) * 1000 - this.position(playing))
    this.report({ type: 'first_audio', turnId, atEpochMs: this.clock.nowMs() + fromNowMs })
  }

  frames(turnId: string, _frames: readonly AnimationFrame[]): void {
    if (this.playing?.turnId !== turnId || this.playing.seen) return
    this.playing.seen = true
    this.report({ type: 'first_frame', turnId, atEpochMs: this.clock.nowMs() })
  }

  end(turnId: string, durationMs: number): void {
    if (this.playing?.turnId === turnId) this.playing.durationMs = durationMs
  }

  hush(turnId: string, level: HushLevel): void {
    const { playing } = this
    if (playing?.turnId !== turnId) return
    if (level === 'paused' && playing.sinceMs !== null) this.silencedAtMs.push(this.clock.nowMs())
    playing.positionMs = this.position(playing)
    playing.sinceMs = level === 'paused' ? null : this.clock.nowMs()
  }

  flush(turnId: string): void {
    const heardMs = this.playing?.turnId === turnId ? this.close(this.playing) : 0
    this.report({ type: 'flushed', turnId, heardMs, atEpochMs: this.clock.nowMs() })
  }

  onReport(listener: (report: PlaybackReport) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  dispose(): void {
    clearInterval(this.timer)
    this.listeners.clear()
  }

  private tick(): void {
    const { playing } = this
    if (!playing) return
    const heardMs = this.position(playing)
    // Where the answer comes too slowly the sound waits for it, as a device would.
    if (playing.sinceMs !== null) {
      playing.positionMs = heardMs
      playing.sinceMs = this.clock.nowMs()
    }
    if (playing.durationMs !== null && heardMs >= playing.durationMs - 1) {
      this.close(playing)
      this.report({ type: 'finished', turnId: playing.turnId, heardMs: playing.durationMs })
    } else if (heardMs - playing.reportedMs >= POSITION_EVERY_MS) {
      playing.reportedMs = heardMs
      this.report({ type: 'position', turnId: playing.turnId, heardMs })
    }
  }

  /** Milliseconds of the answer that are heard by now; it waits where the answer comes too slowly. */
  private position(playing: Playing): number {
    const last = playing.chunks.at(-1)
    const madeMs = last ? last.startMs + (last.pcm.length / playing.sampleRateHz) * 1000 : 0
    const movedMs = playing.sinceMs === null ? 0 : this.clock.nowMs() - playing.sinceMs
    return Math.min(madeMs, playing.positionMs + movedMs)
  }

  private close(playing: Playing): number {
    const heardMs = this.position(playing)
    const pcm = new Int16Array(Math.round((heardMs / 1000) * playing.sampleRateHz))
    for (const chunk of playing.chunks) {
      const at = Math.round((chunk.startMs / 1000) * playing.sampleRateHz)
      if (at < pcm.length) pcm.set(chunk.pcm.subarray(0, pcm.length - at), at)
    }
    this.answers.push({ turnId: playing.turnId, sampleRateHz: playing.sampleRateHz, pcm })
    this.playing = null
    return heardMs
  }

  private report(report: PlaybackReport): void {
    for (const listener of this.listeners) listener(report)
  }
}
