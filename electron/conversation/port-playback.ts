import { encodeFrames } from '../animation/frame-codec.ts'
import type { AnimationFrame } from '../contract/animation.ts'
import type { HushLevel, PlaybackReport } from '../contract/audio.ts'
import type { PlaybackPort } from '../contract/host.ts'
import type { Playback } from './ports.ts'

/**
 * Plays in a page, over its playback port. A page that closes or crashes in the middle of an answer counts as an
 * output that ended there, so that a turn never waits for reports which nobody will send.
 */
export class PortPlayback implements Playback {
  private port: PlaybackPort | null = null
  private readonly listeners = new Set<(report: PlaybackReport) => void>()
  private current: { turnId: string; heardMs: number } | null = null

  attach(port: PlaybackPort): void {
    this.lose()
    this.port = port
    port.onMessage((report) => this.report(report))
    port.onClose(() => {
      if (this.port === port) this.lose()
    })
  }

  begin(turnId: string, sampleRateHz: number): void {
    this.current = { turnId, heardMs: 0 }
    this.port?.send({ type: 'begin', turnId, sampleRateHz })
  }

  audio(turnId: string, startMs: number, pcm: Int16Array): void {
    this.port?.send({ type: 'audio', turnId, startMs, pcm })
  }

  frames(turnId: string, frames: readonly AnimationFrame[]): void {
    this.port?.send({ type: 'frames', turnId, packed: encodeFrames(frames) })
  }

  end(turnId: string, durationMs: number): void {
    if (this.port) this.port.send({ type: 'end', turnId, durationMs })
    else this.finishCurrent()
  }

  flush(turnId: string): void {
    if (this.port) this.port.send({ type: 'flush', turnId })
    else this.report({ type: 'flushed', turnId, heardMs: this.current?.heardMs ?? 0, atEpochMs: Date.now() })
  }

  hush(turnId: string, level: HushLevel): void {
    this.port?.send({ type: 'hush', turnId, level })
  }

  onReport(listener: (report: PlaybackReport) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  dispose(): void {
    this.port?.close()
    this.port = null
    this.listeners.clear()
  }

  private report(report: PlaybackReport): void {
    if (this.current?.turnId === report.turnId) {
      if (report.type === 'position') this.current.heardMs = report.heardMs
      if (report.type === 'finished' || report.type === 'flushed') this.current = null
    }
    for (const listener of this.listeners) listener(report)
  }

  private lose(): void {
    this.port = null
    this.finishCurrent()
  }

  private finishCurrent(): void {
    if (this.current) this.report({ type: 'finished', ...this.current })
  }
}
