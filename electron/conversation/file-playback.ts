import type { AnimationFrame } from '../contract/animation.ts'
import type { PlaybackReport } from '../contract/audio.ts'
import { firstAudibleSample } from './trim-leading-silence.ts'
import type { Clock, Playback } from './ports.ts'

/**
 * Collects an answer instead of playing it. `first_audio` is reported for the moment in which a loudspeaker that
 * starts with the first chunk would have given its first audible sample (above −50 dBFS). It does not wait the
 * answer out: `finished` comes as soon as everything is there.
 */
export class FilePlayback implements Playback {
  readonly frameList: AnimationFrame[] = []
  sampleRateHz = 0
  private readonly chunks: Int16Array[] = []
  private readonly listeners = new Set<(report: PlaybackReport) => void>()
  private heard = false
  private seen = false

  constructor(private readonly clock: Clock) {}

  get pcm(): Int16Array {
    const whole = new Int16Array(this.chunks.reduce((length, chunk) => length + chunk.length, 0))
    let offset = 0
    for (const chunk of this.chunks) {
      whole.set(chunk, offset)
      offset += chunk.length
    }
    return whole
  }

  begin(_turnId: string, sampleRateHz: number): void {
    this.sampleRateHz = sampleRateHz
  }

  audio(turnId: string, _startMs: number, pcm: Int16Array): void {
    this.chunks.push(pcm)
    const silentSamples = firstAudibleSample(pcm)
    if (this.heard || silentSamples === pcm.length) return
    this.heard = true
    this.report({ type: 'first_audio', turnId, atEpochMs: this.clock.nowMs() + (silentSamples / this.sampleRateHz) * 1000 })
  }

  frames(turnId: string, frames: readonly AnimationFrame[]): void {
    this.frameList.push(...frames)
    if (this.seen) return
    this.seen = true
    this.report({ type: 'first_frame', turnId, atEpochMs: this.clock.nowMs() })
  }

  end(turnId: string, durationMs: number): void {
    this.report({ type: 'finished', turnId, heardMs: durationMs })
  }

  flush(turnId: string): void {
    this.report({ type: 'flushed', turnId, heardMs: 0, atEpochMs: this.clock.nowMs() })
  }

  hush(): void {
    // Nobody hears it.
  }

  onReport(listener: (report: PlaybackReport) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private report(report: PlaybackReport): void {
    for (const listener of this.listeners) listener(report)
  }
}
