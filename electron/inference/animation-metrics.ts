import type { AnimationObserver } from '../animation/animation-observer.ts'
import type { MetricsRegistry } from '../base/prometheus.ts'
import type { ErrorCode } from '../contract/errors.ts'

const LATENCY_BOUNDS_S = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.06, 0.1, 0.25, 0.5, 1, 2.5]
const FACTOR_BOUNDS = [0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1]

/** What the animation streams of a server do, as metrics. */
export class AnimationMetrics {
  /** Of every stream alike. */
  readonly observer: AnimationObserver
  private readonly rejected

  constructor(registry: MetricsRegistry, read: { open: () => number; queuedMs: () => number }) {
    const name = (rest: string): string => `understudy_animation_${rest}`
    registry.gauge(name('streams_open'), 'Streams that are connected now.', read.open)
    registry.gauge(name('queued_seconds'), 'Audio that was received and has no frames yet, of all streams.', () => read.queuedMs() / 1000)
    const started = registry.counter(name('streams_started_total'), 'Streams whose start was accepted.')
    const ended = registry.counter(name('streams_ended_total'), 'Streams by how they ended: done, cancelled, or the error’s code.', true)
    this.rejected = registry.counter(name('rejected_total'), 'Connections that were refused, by the error’s code.', true)
    const frames = registry.counter(name('frames_total'), 'Frames handed to a connection.')
    const clamped = registry.counter(name('clamped_total'), 'Coefficients that lay outside 0 to 1, of ended streams.')
    const audio = registry.counter(name('audio_seconds_total'), 'Audio that was animated.')
    const computing = registry.counter(name('computing_seconds_total'), 'Time spent on animating it; over the audio, the real-time factor.')
    const latency = registry.histogram(name('latency_seconds'), 'From the arrival of a chunk to handing its frames over.', LATENCY_BOUNDS_S)
    const first = registry.histogram(name('first_frame_seconds'), 'From the arrival of a stream’s first chunk to its first frame.', LATENCY_BOUNDS_S)
    const factor = registry.histogram(name('real_time_factor'), 'Computing time over audio time of each ended stream.', FACTOR_BOUNDS)
    this.observer = {
      opened: () => started.add(),
      animated: (piece) => {
        frames.add(piece.frames)
        audio.add(piece.audioMs / 1000)
        computing.add(piece.computingMs / 1000)
        if (piece.frames > 0) latency.observe(piece.latencyMs / 1000)
        if (piece.firstFrameMs !== null) first.observe(piece.firstFrameMs / 1000)
      },
      closed: (stream) => {
        ended.add(1, { outcome: stream.outcome })
        clamped.add(stream.clamped)
        if (stream.audioMs > 0) factor.observe(stream.computingMs / stream.audioMs)
      },
    }
  }

  refused(code: ErrorCode): void {
    this.rejected.add(1, { code })
  }
}
